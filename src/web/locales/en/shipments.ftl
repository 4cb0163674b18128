# Shipments: what services and pages say of them.
shipment-store-release-required = Enter the number of the store release.
shipment-too-long = This is too long: at most { $limit } characters.
shipment-expected-before-shipped = A shipment cannot be expected before it leaves.
shipment-no-partner = Choose a partner whose account is active.
shipment-no-transporter = Choose a transporter from the list.
shipment-copy-gone = The shipment to copy is gone. Save again to make this one without its packages.
shipment-note-required = Write a note that says why.
shipment-cannot-finalize = Only a shipment in progress can be finalized.
shipment-cannot-reopen = Only a shipment that is ready for pickup can be re-opened.
shipment-cannot-cancel = A shipment that was received, lost or cancelled cannot be cancelled.
shipment-cannot-lose = Only a shipment that was picked up can be marked as lost.
shipment-not-lost = Only the note of a lost shipment can be changed.
shipment-cannot-reinstate = Only a lost or cancelled shipment can be reinstated.

shipment-name = Shipment
shipment-partner = Partner
shipment-date = Date
shipment-store-release = Store release
shipment-donor = Donor
shipment-many-donors = Multiple
shipment-packages = Packages
shipment-progress = Progress
shipment-status = Status
shipment-note = Note
shipment-count = { $count ->
    [one] { $count } shipment
   *[other] { $count } shipments
}
shipment-overdue-count = { $count } overdue
shipment-silent-count = { $count } not seen for { $days ->
    [one] a day
   *[other] { $days } days
}
shipment-overdue-packages = { $count } overdue
shipment-silent = Silent
shipment-search = Description, store release, partner or code
shipment-search-go = Search
shipment-search-clear = Clear
shipment-filter = Filter by status
shipment-chip-all = All
shipment-chip-silent = Silent
shipment-none = No shipments yet
shipment-none-hint = A shipment appears here as soon as it is created.
shipment-none-found = No shipment matches
shipment-none-found-hint = Try another word or clear the filter.
shipment-show-all = Show all shipments

shipment-tab-packages = Packages
shipment-tab-items = Items
shipment-tab-scans = Journey
shipment-tab-history = History
shipment-tabs = Parts of the shipment
shipment-package-count = { $count ->
    [one] { $count } package
   *[other] { $count } packages
}
shipment-stages = Stages of the shipment
shipment-stage-count = { $count } of { $total }
shipment-expected = expected { $date }
shipment-bar = Packages by status: { $parts }
shipment-wrong-overdue = { $count ->
    [one] { $count } package is
   *[other] { $count } packages are
} { $days ->
    [one] { $days } day
   *[other] { $days } days
} overdue.
shipment-wrong-silent = No scan for { $days ->
    [one] { $days } day
   *[other] { $days } days
}, with { $count ->
    [one] { $count } package
   *[other] { $count } packages
} on the road.
shipment-wrong-lost = This shipment is lost.
shipment-wrong-lost-acceptable = This shipment is lost; the loss is acceptable.
shipment-wrong-cancelled = This shipment is cancelled.
shipment-last-seen-at = Last seen:
shipment-facts = Facts
shipment-transporter = Transporter
shipment-shipped = Shipped
shipment-expected-label = Expected
shipment-items = Items
shipment-items-received = { $received } of { $total } received
shipment-none-given = none
shipment-places = Where they were last seen
shipment-not-seen = Not seen yet
shipment-no-packages = No packages
shipment-no-packages-hint = Nothing has been packed for this shipment yet.
shipment-no-packages-found = No package matches
shipment-package-search = Name, number or code
shipment-no-items = No items
shipment-no-items-hint = The packages of this shipment are empty.
shipment-unit = Unit
shipment-value = Value
shipment-total = Total
shipment-item-in-packages = In packages
shipment-quantity = Quantity
shipment-quantity-received = Received
shipment-no-history = Nothing has happened yet
shipment-event-created = Created
shipment-event-created-packages = { $count ->
    [one] { $count } package added
   *[other] { $count } packages added
}
shipment-event-created-package = Package added:
shipment-event-expected = Expected date changed
shipment-event-shipment = Shipment
shipment-by = by { $actor }
shipment-by-system = by itself
shipment-by-scans = from scans

shipment-finalize = Finalize
shipment-reopen = Re-open
shipment-cancel = Cancel shipment
shipment-lose = Mark as lost
shipment-edit-lost-note = Edit the note
shipment-reinstate = Reinstate
shipment-finalize-empty = { $name } has no packages. Finalize it anyway?
shipment-finalized = The shipment is ready for pickup.
shipment-finalized-on-the-way = The shipment is finalized. Packages that were scanned before keep what their scans say.
shipment-reopened = The shipment is in progress again.
shipment-cancelled = The shipment is cancelled.
shipment-marked-lost = The shipment is marked as lost.
shipment-lost-note-saved = The note is saved.
shipment-reinstated = The shipment is reinstated. Its status now: { $status }.
shipment-decide-cancel = Cancel { $name }?
shipment-decide-lost = Mark { $name } as lost?
shipment-decide-lost-note = Note of the loss of { $name }
shipment-decide-reinstate = Reinstate { $name }?
shipment-decide-cancel-hint = Its { $count ->
    [one] { $count } package stays
   *[other] { $count } packages stay
} as the scans left them, but count as cancelled. Scans that still come are kept and shown in the inbox.
shipment-decide-lost-hint = Of { $count ->
    [one] { $count } package
   *[other] { $count } packages
}, { $received } arrived; all others count as lost.
shipment-decide-lost-note-hint = The shipment stays lost.
shipment-decide-reinstate-hint = It returns to what the scans of its { $count ->
    [one] { $count } package
   *[other] { $count } packages
} say.
shipment-decide-changed = Somebody else changed this shipment since you looked. Below stands what it says now; send once more if it is still meant.
shipment-decide-note = Note
shipment-decide-note-hint = What happened, and who said so. Everybody who sees the shipment can read it.
shipment-decide-acceptable = Is the loss acceptable?
shipment-yes = Yes
shipment-no = No
shipment-back = Back to the shipment

shipment-create = Create shipment
shipment-create-and-pack = Create and pack
shipment-new = New shipment
shipment-edit = Edit details
shipment-edit-title = Edit { $name }
shipment-created = The shipment is created. Now pack it.
shipment-copy = Copy shipment
shipment-copy-of = Copy { $name }
shipment-copy-hint = { $count ->
    [0] It holds no packages yet.
    [one] Its package is copied with everything in it: quantities, donors and prices as they are there.
   *[other] Its { $count } packages are copied with everything in them: quantities, donors and prices as they are there.
}
shipment-copied = The shipment is created, with { $count ->
    [one] { $count } package
   *[other] { $count } packages
} as in the other.
shipment-saved = The shipment is saved.
shipment-choose = Choose …
shipment-go-on-to = Another shipment
shipment-go-on = Open
shipment-description = Description
shipment-description-hint = Left empty, partner, store release and date name it.
shipment-on = Leaves on
shipment-days = Days on the road
shipment-expected-on = Expected on { $date }
shipment-days-range = Give the days on the road as a number from 0 to { $most }.
shipment-date-required = Give the day it leaves.
shipment-delete = Delete shipment
shipment-deleted = { $name } is deleted, with { $packages ->
    [one] { $packages } package
   *[other] { $packages } packages
}. { $scans ->
    [0] Nothing goes back to the inbox.
    [one] One scan waits in the inbox.
   *[other] { $scans } scans wait in the inbox.
}
shipment-delete-name-differs = This is not the name of the shipment.
delete-title = Delete { $name }?
delete-takes-receipts = { $count ->
    [one] { $count } receipt that was signed for it goes too.
   *[other] { $count } receipts that were signed for it go too.
}
delete-takes-receipt-lines = { $count ->
    [one] { $count } line of a signed receipt goes
   *[other] { $count } lines of signed receipts go
} too; only the audit still says what stood there.
delete-shipment-takes = It goes for good, with { $packages ->
    [one] its { $packages } package
   *[other] its { $packages } packages
} and { $items ->
    [one] { $items } item
   *[other] { $items } items
}. Labels that are printed already lead nowhere then.
delete-package-takes = What goes for good: { $items ->
    [one] { $items } item
   *[other] { $items } items
}. The number on the label is not used again.
delete-scans-return = { $count ->
    [one] { $count } scan goes
   *[other] { $count } scans go
} back to the inbox with an unknown code.
delete-type-name = Type the name of the shipment: { $name }
delete-shipment = Delete shipment for good
delete-packages = { $count ->
    [one] Delete package
   *[other] Delete { $count } packages
}
delete-packages-title = { $count ->
    [one] Delete the package?
   *[other] Delete { $count } packages?
}
