# The exceptions inbox, journeys and single scans.
inbox-title = Inbox
inbox-context = { $count ->
    [0] Nothing waits for a person.
    [one] { $count } scan could not be counted as it is.
   *[other] { $count } scans could not be counted as they are.
}
inbox-search = Code, place, phone or row number
inbox-filter = Filter by reason
inbox-what = What is wrong
inbox-detail = Details
inbox-code = Code
inbox-code-hint = As on the label, for example /TR27.3
inbox-user-code = User code
inbox-user-code-hint = The code of the user whose phone this is
inbox-no-code = no code
inbox-meant = Probably
inbox-where = Place
inbox-when = Scanned
inbox-who = Who
inbox-phone = phone
inbox-phone-unknown = Unknown phone
inbox-since = Waiting since
inbox-source = Source
inbox-do = Decide
inbox-accept = Accept
inbox-retry = Try again
inbox-retry-hint = Looks at it once more, for example after the missing package or user was created.
inbox-decide = Decide
inbox-none-found = Nothing matches
inbox-show-all = Show the whole inbox
inbox-empty = Nothing waits
inbox-empty-hint = Every scan that came has been counted.
inbox-already-settled = That one has been settled already.
inbox-still-open = It still waits: { $why }
inbox-dismissed = Dismissed. It is kept, but needs nothing.
inbox-applied = The scan counts now.
inbox-deletion-settled = Settled.
inbox-suggestion = Nearest match
inbox-suggestion-text = The package that was probably meant:
inbox-correct = Correct it
inbox-correct-go = Save and count
inbox-status-unchanged = Leave as it is
inbox-other = Or
inbox-dismiss = Dismiss
inbox-dismiss-note = It needs nothing, because …
inbox-dismiss-hint = The scan is kept; it only leaves the inbox.
inbox-deleted = Deleted at the source
inbox-deleted-hint = Needed to void.
inbox-keep = Keep its scans
inbox-void = Void its scans
inbox-raw = Raw data
inbox-raw-show = Show what the phone sent
inbox-raw-all = All revisions
inbox-open-package = Open the package
inbox-open-shipment = Open the shipment

submission-title = Submission { $id }
submission-context = As it came over the wire
submission-current = Now
submission-replaced = Replaced by an edit

scan-none = No scans yet
scan-none-hint = Scans appear here as soon as a phone on the road reads a label.
scan-gap = { $days ->
    [one] { $days } day without a scan
   *[other] { $days } days without a scan
}
scan-backwards = Backwards
scan-late = Late
scan-arrived = sent
scan-sent = Sent
scan-received = Received
scan-latitude = Latitude
scan-longitude = Longitude
scan-country = Country
scan-no-position = no position
scan-codes = Show the codes
scan-void = Void the scan
scan-void-link = Void
scan-void-title = Void this scan?
scan-void-text = It stays in the journey, struck out, and counts no more: the package goes back to what its other scans say.
scan-void-hint = Why it is wrong.
scan-voided = The scan is void.
scan-back = Back to the package
