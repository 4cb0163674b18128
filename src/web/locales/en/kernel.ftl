# Words every room uses: errors, things, statuses, roles.
error-not-found = There is no { $what } { $id }.
error-invalid = Something in the form is not right.
error-invalid-characters = A text holds characters that cannot be kept; please type it anew.
error-too-much = All together this comes to more than CTS can sum up. Check quantities and prices.
error-signed-out = Sign in first.
error-forbidden = Your role does not allow this.
error-internal = Something went wrong on our side. It has been recorded.
error-unavailable-database = The database cannot be reached at the moment. Try again in a minute.

thing-shipment = shipment
thing-package = package
thing-package-item = item
thing-token = token
thing-user = user
thing-link = link
thing-exception = exception
thing-job = job

status-in-progress = In progress
status-ready = Ready for pickup
status-picked-up = Picked up
status-in-transit = In transit
status-received = Received
status-overdue = Overdue
status-lost = Lost
status-cancelled = Cancelled

role-partner = Partner
role-officer = Monitoring officer
role-manager = Monitoring manager
role-coordinator = Coordinator
list-more = { $first }, { $next }
list-last = { $first } and { $next }
