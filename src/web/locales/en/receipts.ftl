# Confirming receipt by hand.
thing-receipt = receipt
receipt-confirm = Confirm receipt
receipt-title = Receipt of { $name }
receipt-what-arrived = What arrived?
receipt-all = { $count ->
    [one] The package
   *[other] All { $count } packages
}
receipt-all-hint = Everything came, whole, except what you mark below.
receipt-some = Only the packages I tick
receipt-some-hint = The others are still under way; you can confirm them later.
receipt-signed-by = Received by
receipt-signed-by-hint = Your name stands on the receipt as your signature.
receipt-arrived-on = Arrived on
receipt-note = Remark
receipt-sign = Sign and send
receipt-mark = Mark what did not arrive, or not whole
receipt-mark-one = Not whole?
receipt-group = { $count ->
    [one] Package { $first }
   *[other] Packages { $first } to { $last }
}
receipt-group-all = All of these arrived
receipt-scanned = Scanned as received
receipt-found = What was found
receipt-quantity = How many units
receipt-package-note = Remark on this package
receipt-finding-whole = Whole
receipt-finding-short = Short
receipt-finding-damaged = Damaged
receipt-finding-missing = Missing
receipt-count-whole = { $count } whole
receipt-count-short = { $count } short
receipt-count-damaged = { $count } damaged
receipt-count-missing = { $count } missing
receipt-units = { $count ->
    [one] 1 unit
   *[other] { $count } units
}
receipt-done = The receipt is signed. Thank you.
receipt-was-sent = This form had arrived already; it counts once. Open it again to sign for more packages.
receipt-in-progress = This shipment is still being packed. Receipt can be confirmed once it is ready for pickup.
receipt-lost = This shipment is marked as lost. Tell the office if it arrived after all.
receipt-cancelled = This shipment was cancelled. Tell the office if it arrived after all.
receipt-nothing-left = Somebody signed for all packages of this shipment already.
receipt-form-key = This page is damaged. Open it again.
receipt-signed-by-required = Write the name of the person who received the packages.
receipt-too-long = This is too long: at most { $limit } characters.
receipt-arrived-later = The day of arrival cannot be in the future.
receipt-arrived-early = Choose a day after the shipment left, at most three months ago.
receipt-arrived-no-day = Choose a day from the calendar.
receipt-package-signed = A package that you marked was signed for meanwhile. The list shows what is left.
receipt-nothing-chosen = Tick at least one package.
receipt-which-required = Say what arrived: everything, or only the packages you tick.
receipt-all-or-ticked = You chose everything, and ticked packages too. Choose one of the two: “Only the packages I tick”, or take the ticks away.
receipt-package-note-long = { $code }: the remark is too long, at most { $limit } characters.
receipt-short-how-much = { $code }: write how many units are short, or a remark.
receipt-quantity-range = { $code }: the number of units must be between 1 and { $most }.
receipt-quantity-number = { $code }: write the number of units in digits.
receipt-what-is-wrong = { $code }: choose what is wrong with it.
receipts-title = Receipts
receipts-context = What was signed for, the newest first
receipts-filter = Filter receipts
receipts-all = All
receipts-open = Not whole, not settled
receipts-none = Nobody signed a receipt yet
receipts-none-open = Nothing is waiting
receipts-none-hint = A receipt appears here when a partner confirms what arrived.
receipt-one = Receipt { $id }
receipt-note-title = Signature
receipt-package = Package
receipt-sent = Sent
receipt-form = Form
receipt-form-open = As it was sent
receipt-open = Something did not arrive whole.
receipt-open-link = Open the receipt
receipt-settle = Settle
receipt-settle-what = What became of it?
receipt-settle-hint = For example: sent again, found, written off. It stands on the receipt.
receipt-settle-note = Write what became of it.
receipt-nothing-to-settle = There is nothing to settle on this receipt.
receipt-settled = Settled
receipt-settled-now = The receipt is settled.
shipment-wrong-receipt = A receipt tells of packages that are not whole: { $counts }. Signed by:
shipment-wrong-receipts-more = { $count ->
    [one] One more receipt tells
   *[other] { $count } more receipts tell
} of packages that are not whole.
home-not-whole = { $count ->
    [one] receipt reports something short, damaged or missing
   *[other] receipts report something short, damaged or missing
}
