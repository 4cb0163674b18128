# Packages: what services and pages say of them.
package-shipment-not-in-progress = Contents can only be changed while the shipment is in progress. Re-open it first.
package-shipment-finalized = This shipment was finalized by { $who } ({ $when }): its contents can no longer be changed. Re-open it first, or make another shipment.
package-shipment-on-the-way = Packages of this shipment were scanned on the road ({ $when }): its contents can no longer be changed. Make another shipment for what is missing.
package-shipment-cancelled = This shipment was cancelled by { $who } ({ $when }): its contents can no longer be changed. Reinstate it first, or make another shipment.
package-shipment-lost = This shipment was marked as lost by { $who } ({ $when }): its contents can no longer be changed. Reinstate it first, or make another shipment.
package-changed-by-operator = an administrator
package-changed-by-system = the system
package-name-required = A package needs a name.
package-too-long = This is too long: at most { $limit } characters.
package-count-range = Between 1 and { $most } packages can be created at once.
package-quantity-range = The quantity must be between 1 and { $most }.
package-item-unknown = One of these items is no longer in the catalog. Choose it again.
package-name = Package
package-items = Items
package-item = Item
package-last-seen = Last seen
package-place-unknown = Place not named
package-journey = Journey
package-scan-count = { $count ->
    [one] { $count } scan
   *[other] { $count } scans
}
package-contents = Contents
package-supplier = Supplier
package-empty = Empty
package-empty-hint = Nothing has been packed into it.
package-number = Number

package-add = Add packages
package-add-title = Add packages
package-from-kits = From kits
package-empty-ones = Empty packages
package-no-kits = No kits yet
package-no-kits-hint = A kit is a set of items that is packed together again and again. Make one in the catalog, or start with empty packages.
package-how-many = How many packages
package-name-field = Name
package-name-hint = Left empty with one kit, the kit names it.
package-description = Description
package-find-kit = Find a kit
package-kit = Kit
package-per-package = In each package
package-create = Create packages
package-created = { $count ->
    [one] { $count } package is created.
   *[other] { $count } packages are created.
}
package-name-required-for-kits = With several kits the packages need a name.
package-kit-required = Say how many of at least one kit go into each package.
package-kit-range = The number of a kit must be between 0 and { $most }.
package-kit-too-many = That is more of one item than fits: at most { $most }.
package-kit-archived = These items are archived: { $items }. Take them out of the kit, or offer them again in the catalog.
package-kit-archived-item = { $item } (in { $kit })
package-kit-archived-others = { $count } more
package-kit-unknown = One of these kits is no longer there. Choose again.
package-edit-title = Edit package
package-back = Back to the package
package-saved = The package is saved.
package-deleted = { $count ->
    [one] The package is deleted.
   *[other] { $count } packages are deleted.
}
package-items-add = Add items
package-items-add-typed = Add all with a quantity
package-items-added = { $count ->
    [one] { $count } item is added.
   *[other] { $count } items are added.
}
package-items-done = Done
package-item-count = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
package-find-item = Find an item
package-no-item-found = No item matches
package-no-catalog = The catalog is empty
package-no-catalog-hint = Items come from the catalog. Add them there first.
package-category = Category
package-donor-t1 = T1 code
package-weight = Weight in kg
package-price = Price in { $currency }
package-item-edit-hint = in this package only; the catalog stays as it is
package-item-saved = The item is saved.
package-item-deleted = The item is taken out.
package-item-remove = Take out
package-item-remove-sure = Take { $item } out of this package?
package-item-required = Type a quantity beside at least one item.
package-item-description-required = Say what it is.
package-item-negative = This cannot be less than zero.
package-item-too-much = This amount is too large.
package-item-worth-too-much = So many of { $item } at this price come to more than CTS can sum up. Check the quantity and the price.
package-item-no-number = Write a number, for example 12.50.
package-choice-gone = This is no longer in the list. Choose again.
package-field-category = Category
package-field-donor = Donor
package-field-donor-t1 = T1 code
package-field-supplier = Supplier
package-bulk-title = Change many items
package-bulk-hint = Tick rows, fill what shall change, look, then save.
package-bulk-keep = Leave as it is
package-bulk-all = { $count ->
    [one] The one row that is listed
   *[other] All { $count } rows that match
}
package-bulk-page = Tick all rows of this page
package-bulk-look = Show what would change
package-bulk-whole-shipment = All items of the shipment
package-bulk-would = { $changed ->
    [one] { $changed } row
   *[other] { $changed } rows
} in { $packages ->
    [one] { $packages } package
   *[other] { $packages } packages
} would change.
package-bulk-would-nothing = Nothing would change: these rows say so already.
package-bulk-rest = { $count ->
    [one] { $count } chosen row says
   *[other] { $count } chosen rows say
} so already.
package-bulk-field = Field
package-bulk-from = Now
package-bulk-to = Then
package-bulk-rows = Rows
package-bulk-do = { $count ->
    [one] Change { $count } row
   *[other] Change { $count } rows
}
package-bulk-back = Choose again
package-bulk-done = { $count ->
    [one] { $count } row is changed.
   *[other] { $count } rows are changed.
}
package-bulk-nothing = Fill at least one field.
package-bulk-no-rows = Tick at least one row, or choose all that match.
package-bulk-changed = The rows changed meanwhile. Look again before you save.
package-none-chosen = Tick at least one package that is there.
package-ticked-gone = { $count ->
    [one] One package you ticked is no longer there: it was deleted meanwhile.
   *[other] { $count } packages you ticked are no longer there: they were deleted meanwhile.
} Nothing was deleted just now; the others are still ticked.
package-ticked-all-gone = { $count ->
    [one] The package you ticked is no longer there: it was deleted meanwhile.
   *[other] The { $count } packages you ticked are no longer there: they were deleted meanwhile.
}
package-tick-all = Tick all packages of this page
package-tick = Tick { $code }
package-delete-ticked = Delete ticked packages
package-changed-meanwhile = The packages of this shipment changed since you opened this page; the number above is the current one. Send again to add these too.
