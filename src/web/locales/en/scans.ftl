# Scans, observations and the exceptions inbox: states, reasons, what people may do.
thing-scan = scan
thing-submission = submission

observation-state-pending = Waiting
observation-state-applied = Applied
observation-state-open = Open
observation-state-dismissed = Dismissed
observation-state-void = Void

observation-kind-package = Package
observation-kind-device = Phone

exception-kind-observation = Scan
exception-kind-deletion = Deletion

exception-reason-unknown-code = No package has this code. Correct the code, or create the package: the scan is then matched by itself.
exception-reason-unknown-code-short = Unknown code
exception-reason-other-country = The code belongs to another country. Tell the colleagues there; nothing was changed there.
exception-reason-other-country-short = Other country
exception-reason-no-code = The form was sent without any code.
exception-reason-no-code-short = No code
exception-reason-unknown-status = The place in the form names a status that does not exist. The position is kept, the status did not change.
exception-reason-unknown-status-short = Unknown status
exception-reason-missing-status = The form names no place. The scan is kept, the status did not change.
exception-reason-missing-status-short = No place
exception-reason-status-without-effect = The place in the form names a status that scans do not set. The position is kept, the status did not change.
exception-reason-status-without-effect-short = Status without effect
exception-reason-malformed = The form, or part of it, cannot be read.
exception-reason-malformed-short = Unreadable
exception-reason-shipment-lost = The package was scanned although its shipment was marked as lost.
exception-reason-shipment-lost-short = Shipment is lost
exception-reason-shipment-cancelled = The package was scanned although its shipment was cancelled.
exception-reason-shipment-cancelled-short = Shipment is cancelled
exception-reason-unknown-user = No user has the code this phone was to be bound to.
exception-reason-unknown-user-short = Unknown user
exception-reason-refused = The database refused this scan. The detail says why.
exception-reason-refused-short = Refused
exception-reason-deleted-at-source = The form was deleted on the forms server. Its scans count until you void them.
exception-reason-deleted-at-source-short = Deleted at the source
exception-unreadable-list = The list of packages in it is not a list.
exception-unreadable-package = One of its packages cannot be read.
exception-unreadable-code = One of its codes cannot be read.
exception-unreadable-device = It names no phone.
exception-unreadable-id = It has no number of its own.

exception-correct-nothing = Say what the code or the status should be.
exception-correct-code = No package has the code { $code }.
exception-correct-user = No user has this code.
exception-correct-twice = The same form already holds the code { $code }.
exception-correct-status = Choose picked up, in transit or received.
exception-note-required = Say why, in a few words.
exception-note-long = At most 1,000 characters.
exception-is-applied = This scan is applied already.
exception-is-not-open = This exception is not open any more.
exception-is-void = This scan is void and counts no more.
scan-is-void = This scan is void already.

form-purpose-package = Package scans
form-purpose-device = Phones of users

form-state-ok = In order
form-state-failing = The server fails; it is asked again with growing pauses.
form-state-credentials = The server refuses our token. Renew it in the settings.
form-state-missing = The server has no such form. Check its number in the settings.
form-state-refused = The server does not understand us. Report this to the developers.

form-warning-unasked = The server sends rows it was not asked for.
form-warning-unsorted-changes = The server does not list rows by modification.
form-warning-future = The server sends a time of modification that lies in the future.
form-warning-unsorted = The server does not sort what it lists; deletions there do not show.
form-warning-gone = { $gone } of { $all } submissions are gone at the source; nothing was flagged.
