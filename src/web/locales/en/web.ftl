# The frame around every page, and words that belong to no room.
app-name = CTS
skip-to-content = Skip to content
back-to-countries = All countries

nav-main = Main
nav-home = Home
nav-shipments = Shipments
nav-map = Map
nav-inbox = Inbox
nav-catalog = Catalog
nav-reports = Reports
nav-people = People
nav-entities = Entities
nav-system = System

search-everything = Find a code, shipment, partner …
search = Search
language = Language
account = Account
sign-out = Sign out
undo = Undo
close = Close
copy-code = Copy
copied = Copied
optional = optional
save = Save
cancel = Cancel
more-actions = More actions
breadcrumbs = You are here

sort-by = Sort by { $column }
list-files = Save the whole list as
list-too-long = This list has more than { $most } rows. Filter it, and save the parts.
pager-range = { $from }–{ $to } of { $total }
pager-pages = Pages
pager-previous = Previous page
pager-next = Next page
pager-size = Rows per page
pager-size-choice = { $count } rows
no-match-hint = Try fewer words or clear the filters.
table-restored = Shown as you left it.
table-filtered = Filtered as you left it.
filter-clear = Clear filters
table-reset = Show everything

comma = ,
days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
ago-now = just now
ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
clock-am = { $clock } AM
clock-pm = { $clock } PM
size-b = { $count } bytes
size-kb = { $count } kB
size-mb = { $count } MB
size-gb = { $count } GB
duration-ms = { $count } ms
duration-s = { $count } s
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

error-title-not-found = Not found
error-title-not-like-this = Not this way
error-title-too-large = Too large
error-title-forbidden = Not allowed
error-title-signed-out = Signed out
error-title-conflict = Not possible now
error-title-invalid = That could not be read
error-title-too-many = Too many attempts
error-title-unavailable = Not available at the moment
error-title-internal = Something went wrong
error-title-stale-form = This page is out of date
error-no-such-page = There is no page at this address. It may have been moved, or the link is incomplete.
error-not-like-this = This address does not take this kind of request. Nothing was changed.
error-behind-a-button = This address cannot be used this way: it belongs to a button of another page. Nothing was changed. Go back and press the button there.
error-unreadable = The address or the form holds something that cannot be read.
error-too-large = What was sent is too large: a form may have 2 MB, a file 10 MB. Nothing was saved. Go back, shorten it, or send it in several parts.
error-stale-form = The form was open for too long or was sent from another page. Nothing was changed. Open the page again and repeat it.
error-too-many = Wait { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
} and try again.
error-request-id = If you ask for help, give this number:
error-go-home = Go to the home page
error-go-back = Open the page again
error-go-shipments = Go to shipments
error-status = Error { $status }

idle-title = Are you still there?
idle-text = You will be signed out in { $time } because nothing has happened for a while.
idle-drafts = Forms you were filling in come back in this tab when you sign in again.
idle-stay = Stay signed in
environment-dev = Development
environment-staging = Test system
error-stale = Somebody else changed this while you were editing.
form-changed-meanwhile = Nothing was overwritten. What you typed is kept, and where it differs the stored value stands below the field. Save again to replace it.
form-no-choice = This is not one of the choices. Choose again.
form-overtaken = Nothing was saved. What you typed is kept here.
form-sent-before = This form came twice and was carried out once: { $said }
form-sent-before-alone = This form came twice and was carried out once.
form-stored = Stored now:

form-draft-restored = What you typed before is back. It is not saved yet.
form-draft-discard = Discard

country-turkey = Turkey
country-iraq = Iraq
country-jordan = Jordan
country-syria = Syria
country-lebanon = Lebanon
town-istanbul = Istanbul
town-baghdad = Baghdad
town-amman = Amman
town-damascus = Damascus
town-beirut = Beirut
lookup-none = Nothing fits
lookup-search = Type to find …
lookup-create = Add “{ $name }” as new
lookup-count = { $count ->
    [0] Nothing fits
    [one] One fits
   *[other] { $count } fit
}
lookup-count-more = The first { $count } are shown; type more letters to find others
lookup-unknown = There is no { $thing } “{ $name }”. Choose one from the list.
lookup-several = Several items are called “{ $name }”. Choose one from the list.
