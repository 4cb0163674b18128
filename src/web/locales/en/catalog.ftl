# Words of the catalog: items, kits, donors, suppliers, transporters.
catalog-thing-item = item
catalog-thing-kit = kit
catalog-required = This is needed.
catalog-too-long = At most { $limit } characters fit.
catalog-negative = This cannot be less than zero.
catalog-too-much = This amount is too large.
catalog-taken = This is already in the list.
catalog-item-taken = An item with this description, donor, supplier and local price is already in the catalog.
catalog-quantity = The quantity must be between 1 and { $limit }.
catalog-quantity-sum = { $item } would be { $sum } in all. At most { $limit } of an item fit into a kit.
catalog-no-kit-but = There is no kit { $name }. Did you mean { $near }?
catalog-no-item = One of these items is no longer in the catalog.
catalog-parts = Parts of the catalog
catalog-items = Items
catalog-item = Item
catalog-kits = Kits
catalog-context = { $items ->
    [one] One item
   *[other] { $items } items
} in { $categories ->
    [one] one category
   *[other] { $categories } categories
}
catalog-new-item = New item
catalog-search = Description or item code
catalog-filter = In use or archived
catalog-category = Category
catalog-category-hint = Choose one, or type a new name: it is added when the item is saved.
catalog-donor = Donor
catalog-supplier = Supplier
catalog-t1 = T1 code
catalog-unit = Unit
catalog-weight = Weight in kg
catalog-price = Price in { $currency }
catalog-item-code = Item code
catalog-description = Description
catalog-in-use-chip = In use
catalog-archived-chip = Archived
catalog-archived-tag = archived
catalog-archived-count = { $count } archived
catalog-archived-note = This is archived: it is no longer offered, and stays on what uses it.
catalog-none = The catalog is empty
catalog-none-hint = Add the first item, or import a spreadsheet.
catalog-none-archived = Nothing is archived
catalog-remove = Delete { $name }?
catalog-delete = Delete
catalog-archive = Archive
catalog-unarchive = Take back into use
catalog-delete-or-archive = Delete or archive
catalog-cannot-delete = { $name } cannot be deleted, because it is used by:
catalog-archive-instead = You can archive it instead: it is no longer offered anywhere, and everything that uses it stays as it is.
catalog-delete-question = The { $thing } { $name } is deleted for good.
catalog-delete-unused = Nothing refers to it.
catalog-created = { $name } was added.
catalog-saved = { $name } was saved.
catalog-deleted = { $name } was deleted.
catalog-archived = { $name } was archived.
catalog-unarchived = { $name } is in use again.
catalog-is-archived = { $name } is archived.
catalog-is-not-archived = { $name } is not archived.
catalog-kind-in-use = It is used by { $uses }: its kind stays as it is.
catalog-in-use = { $name } is used by { $uses } and was not deleted. Archive it instead.
catalog-uses-items = { $count ->
    [one] one item of the catalog
   *[other] { $count } items of the catalog
}
catalog-uses-donors = { $count ->
    [one] one donor
   *[other] { $count } donors
}
catalog-uses-kits = { $count ->
    [one] one kit
   *[other] { $count } kits
}
catalog-uses-packages = { $count ->
    [one] one package
   *[other] { $count } packages
}
catalog-uses-shipments = { $count ->
    [one] one shipment
   *[other] { $count } shipments
}
number-unreadable = This is not a number.
number-ambiguous = This can be read in two ways. Write { $whole } or { $decimals }.

# The short lists behind the catalog.
entities-context = Lists that items, packages and shipments choose from
entity-title-categories = Categories
entity-title-donors = Donors
entity-title-donor-codes = Donor codes
entity-title-suppliers = Suppliers
entity-title-transporters = Transporters
entity-new-categories = New category
entity-new-donors = New donor
entity-new-donor-codes = New donor code
entity-new-suppliers = New supplier
entity-new-transporters = New transporter
entity-none-categories = No categories yet
entity-none-donors = No donors yet
entity-none-donor-codes = No donor codes yet
entity-none-suppliers = No suppliers yet
entity-none-transporters = No transporters yet
entity-none-hint = What is added here can be chosen everywhere.
entity-context-categories = { $count ->
    [one] One category
   *[other] { $count } categories
}
entity-context-donors = { $count ->
    [one] One donor
   *[other] { $count } donors
}
entity-context-donor-codes = { $count ->
    [one] One code
   *[other] { $count } codes
}
entity-context-suppliers = { $count ->
    [one] One supplier
   *[other] { $count } suppliers
}
entity-context-transporters = { $count ->
    [one] One transporter
   *[other] { $count } transporters
}
entity-archived-context = Archived: no longer offered, still on what uses them
entity-thing-category = category
entity-thing-donor = donor
entity-thing-donor-code = donor code
entity-thing-supplier = supplier
entity-thing-transporter = transporter
entity-search = Find by name
entity-name = Name
entity-code = Code
entity-kind = Type
entity-t1 = T1 codes
entity-t3 = T3 codes
entity-new-t1 = More T1 codes
entity-new-t3 = More T3 codes
entity-new-codes-hint = Separated by commas. A code that exists is found, whatever its capitals; a new one is added.

# Kits.
kit-context = Sets of items that are packed together; prices are today’s
kit-new = New kit
kit-new-hint = After saving, choose items from the catalog and type their quantities.
kit-search = Name or description
kit-none = No kits yet
kit-none-hint = A kit fills many packages at once with the same items.
kit-description = Description
kit-quantity = Quantity
kit-quantity-short = Qty
kit-quantity-of = Quantity of { $name }
kit-quantity-wrong = Quantities are whole numbers from { $least } to { $limit }. What is wrong is marked.
kit-copy = Copy
kit-copy-of = Copy { $name }
kit-copy-name = { $name } (copy)
kit-copy-hint = All that it holds is copied: { $items ->
    [one] one item
   *[other] { $items } items
}, { $quantity } in all.
kit-holds = { $items ->
    [0] Holds nothing yet
    [one] Holds one item, { $quantity } in all
   *[other] Holds { $items } items, { $quantity } in all
}
kit-packages = { $count ->
    [one] one package was built from it
   *[other] { $count } packages were built from it
}
kit-packages-stay = { $count ->
    [0] No package was built from it.
    [one] One package was built from it and stays as it is.
   *[other] { $count } packages were built from it and stay as they are.
}
kit-goes-with-contents = { $count ->
    [0] It holds nothing.
    [one] The list of its one item goes with it; the item stays in the catalog.
   *[other] The list of its { $count } items goes with it; the items stay in the catalog.
}
kit-add-from-catalog = Add from the catalog
kit-add-all = Add all to the kit
kit-add-one = Add only { $name }
kit-add = Add
kit-clear = Clear quantities
kit-fill = Fill a kit
kit-fill-none = Fill a kit …
kit-filling = Filling
kit-holds-no = No item { $item } is in { $kit }.
kit-nothing-was-added = Nothing was added. What you typed is still there.
kit-nothing-added = No quantity was typed, so nothing was added to { $kit }.
kit-added = Added to { $kit }: { $items }.
kit-added-line = { $added } × { $name }
kit-increased-line = { $added } × { $name } (now { $total })
kit-added-others = { $count ->
    [one] one more item
   *[other] { $count } more items
}
kit-choose-first = Choose a kit first.
kit-created = { $name } was made. Type quantities beside the items it should hold.
kit-sum = Sum { $currency }
kit-take-out = Take { $name } out
kit-take-out-sure = Take { $name } out of this kit? What else was typed is saved with it.
kit-total = Together
kit-empty = This kit holds nothing yet
kit-empty-hint = Add items from the catalog, many at once, or one by one below.
kit-zero-hint = A quantity of 0 takes the item out.
kit-one-more = Add one item

# Items from a spreadsheet.
import-title = Import
import-context = Items from a spreadsheet; nothing is written before you say yes
import-gone = This file is no longer waiting. Send it again.
import-file = Spreadsheet
import-file-hint = Excel (.xlsx, .xls), OpenDocument (.ods) or text (.csv), up to { $limit } MB and { $rows } rows
import-encoding = Encoding of a text file
import-encoding-hint = Only for .csv and .txt files. The preview says how the file was read.
import-encoding-found = Found by itself
import-encoding-utf-8 = UTF-8
import-encoding-windows-1254 = Windows-1254 (Turkish)
import-encoding-windows-1256 = Windows-1256 (Arabic)
import-read-as = { $file } was read as { $encoding }
import-read-as-hint = If letters look wrong, choose another encoding and have the file read again.
import-read-again = Read again
import-not-utf-8 = The file is not stored as UTF-8. Choose another encoding.
import-done-before = { $count ->
    [one] { $file } was imported already, on { $at }: 1 item came in. Nothing was added again.
   *[other] { $file } was imported already, on { $at }: { $count } items came in. Nothing was added again.
}
import-check = Check the file
import-another = Check another file
import-reading = The file is being read …
import-writing = The items are being added …
import-written = { $rows } of { $of } rows are written. None is in the catalog before all are.
import-how = What the table needs
import-how-text = The first row holds these headings, in any order; other columns are ignored. Every further row is a new item. Rows that are in the catalog exactly so are left out; items are never changed by an import.
import-template-xlsx = Template for Excel
import-template-csv = Template as text
import-column-item-code = Needed. The code of the item.
import-column-item-category = Needed. Exactly as written in the list of categories; a new one is added.
import-column-description = Needed. At most 255 characters.
import-column-donor = May be blank. Exactly as written in the list of donors; a new one is added.
import-column-donor-t1 = May be blank. A T1 code; it is added to the donor’s codes when it is not there.
import-column-supplier = May be blank. Exactly as written in the list of suppliers; a new one is added.
import-column-weight = May be blank. Kilograms of one unit.
import-column-unit = May be blank. For example box or piece.
import-column-price-local = Needed, 0 is allowed. The price of one unit in the local currency.
import-column-price-usd = Needed, 0 is allowed. The price of one unit in US dollars, up to three decimals.
import-new = { $count ->
    [one] new item
   *[other] new items
}
import-unchanged = { $count ->
    [one] is in the catalog already and stays as it is
   *[other] are in the catalog already and stay as they are
}
import-archived = { $count ->
    [one] of them is archived: it is not offered until somebody takes it back into use
   *[other] of them are archived: they are not offered until somebody takes them back into use
}
import-creates = These do not exist yet and would be added:
import-more-names = and { $count } more
import-looks-like = { $name } is new and looks like { $other }.
import-looks-like-hint = Only dots or accents of letters differ. If the same is meant, write it in the file as the other is written and check it again.
import-first = { $count ->
    [one] The first new item
   *[other] The first { $count } new items
}
import-confirm = { $count ->
    [one] Add this item
   *[other] Add these { $count } items
}
import-nothing-new = There is nothing new in this file.
import-done = { $count ->
    [one] One item was added from { $file }.
   *[other] { $count } items were added from { $file }.
}
import-nothing = Nothing was imported.
import-wrong = { $count ->
    [one] One thing is wrong in { $file }. Correct it and check the file again.
   *[other] { $count } things are wrong in { $file }. Correct them and check the file again.
}
import-more-errors = Only the first { $shown } are listed; { $count ->
    [one] one more is
   *[other] { $count } more are
} not shown.
import-row = Row
import-column = Column
import-what = What is wrong
import-choose-file = Choose a file first.
import-too-large = The file is too large: at most { $limit } MB are taken. Divide it into several.
import-too-many-rows = The table has too many rows: at most { $limit } are taken at once. Divide it into several.
import-too-wide = The table has cells far to the right of the others. Keep the ten columns and delete the rest.
import-no-spreadsheet = This is not a spreadsheet. Save the table as .xlsx, .xls, .ods or .csv.
import-macros = This spreadsheet holds macros. Save it without them, as an ordinary .xlsx.
import-encrypted = This spreadsheet is protected by a password. Save it without one.
import-bomb = This file unpacks to far more than a spreadsheet of items holds, so it was not read.
import-too-much = The file holds far more cells or words than a table of items, all its tables together. Keep one table with the ten columns.
import-cell-too-long = A cell in row { $row } is too long: at most { $limit } characters fit. Shorten it.
import-broken = The file is damaged and cannot be read. Open it, save it anew and try again.
import-empty = The file holds no table.
import-columns-missing = The first row lacks these headings: { $columns }.
import-column-twice = The heading { $column } stands in the first row twice.
import-cell-error = The cell holds an error: { $error }.
import-row-twice = This is the same item as in row { $row }.
import-differs = Item { $id } of the catalog has this description, donor, supplier and local price, but differs in other columns. An import changes no item: change it in the catalog, or take the row out.
import-raced = Somebody else added the same at this moment. Nothing was imported; check the file again.
filter-apply = Apply
all-of = All
no-match = Nothing matches
