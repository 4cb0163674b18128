# People: the list, the form, tokens, mails, one's own account.
users-lead = Who may do what, and when they were last here.
users-new = New person
users-new-lead = Without a password they are invited by mail to set one.
users-make = Make account
users-search = Name or email address
users-filter = Filter people
users-all = All
users-off = Switched off
users-none = Nobody yet
users-none-found = Nobody found
users-none-found-hint = Nobody matches. Take a condition away.
users-show-all = Show all

user-name = Name
user-role = Role
user-mobile = Mobile phone
user-skype = Skype
user-color = Colour
user-color-hint = Of a partner on lists and maps; leave it empty for none.
user-color-free = Least like those in use:
user-code = Code
user-device = Phone
user-device-bound = Bound
user-device-none = None
user-device-hint = No phone is bound. The person scans their code with the device form.
user-device-remove = Remove phone
user-device-removed = The phone of { $name } is removed.
user-code-open = QR code of the person
user-code-title = QR code of { $name }
user-code-hint = Scanned once with the device form, it binds the phone to this person.
user-seen = Last signed in
user-joined = Since
user-notes = Notes
user-notes-hint = Coordinators see them, the person does not.
user-superuser = Superuser
user-language-country = As the country
user-facts = About
user-edit = Edit
user-edit-title = Edit { $name }
user-access = Access
user-password-keep = Leave it empty to keep the present one.
user-password-none = Leave it empty to invite the person by mail.
user-made = The account of { $name } is made.
user-invited = The account of { $name } is made, and an invitation goes to { $email }.
user-saved = The account of { $name } is saved.
user-link-hint = A mail with a link to set a new password. It works once, within three days.
user-link-mail = Send a link for a new password
user-invite-again = Send the invitation again
user-link-mailed = A link goes to { $email }.
user-invited-text = No password is set yet: the person was invited by mail.
user-off-text = This account is switched off. What the person did stays; they cannot sign in, and their tokens are worth nothing.
user-off-hint = Nobody is ever deleted: what the person did stays.
user-switch-off = Switch account off
user-switch-on = Switch account on
user-switched-off = The account of { $name } is switched off.
user-switched-on = The account of { $name } is switched on.
role-partner-may = sees their own shipments and confirms what arrived
role-officer-may = makes shipments, packages, kits and the catalog, sees all partners
role-manager-may = can do what a monitoring officer can
role-coordinator-may = can do everything, including people, donors, suppliers and this system

token-title = Tokens for programs
token-lead = A program with such a token can do whatever this person can.
token-name = Name
token-begins = Begins with
token-created = Made
token-used = Last used
token-revoke = Revoke
token-revoked = The token "{ $name }" is worth nothing any more.
token-new = Make token
token-new-name = Name of a new token
token-new-hint = What it is for, for example the monthly report.
token-name-wrong = 1 to 60 characters.
token-name-taken = This person has a token of this name already.
token-made = This is the token. Copy it now: it is not shown again.
token-made-before = The token "{ $name }" was made. Its text is shown only once: if nobody copied it, revoke the token and make another.

invitation-subject = New account on CTS { $country }
invitation-greeting = Hello { $name },
invitation-lead = an account was made for you in the commodity tracking of { $country }. Set a password, then sign in with { $email }.
invitation-worth = { $days ->
    [one] The link works once, within a day.
   *[other] The link works once, within { $days } days.
}
invitation-mistake = If you do not know what this is about, ignore it.
reset-subject = Password reset on CTS { $country }
reset-lead = a new password was asked for your account in the commodity tracking of { $country } ({ $email }).
reset-mistake = If you did not ask for it, ignore this: your password stays as it is.
reset-title = A new password
reset-page-lead = We mail you a link with which you set one.
reset-button = Send link
reset-sent-title = Look into your mail
reset-sent-text = If there is an account with this address, a link is on its way. It works once, within three days. Look into the spam folder too.

profile-title = Your account
profile-about = About you
profile-time = Time
profile-time-24 = 24 hours (15:40)
profile-time-12 = 12 hours (3:40 pm)
profile-saved = Your account is saved.
profile-password = Password
profile-current = Present password
profile-current-wrong = This is not your present password.
profile-password-change = Change password
profile-password-set = { $count ->
    [0] Your password is changed.
    [one] Your password is changed; one other browser has to sign in again.
   *[other] Your password is changed; { $count } other browsers have to sign in again.
}
profile-sessions = Where you are signed in
profile-browser = Browser
profile-browser-on = { $browser } on { $system }
profile-since = Signed in
profile-last = Last seen
profile-this = this one
profile-end = End
profile-session-ended = That browser has to sign in again.
profile-everywhere = Sign out everywhere
profile-everywhere-hint = All browsers, this one too, have to sign in again.
user-off-sure = Switch off the account of { $name }? They are signed out everywhere at once.
token-revoke-sure = Revoke the token { $name }? Whatever uses it stops working at once.
user-device-remove-sure = Remove the phone of { $name }? It has to be bound again before what it sends counts as theirs.
profile-end-sure = Sign { $browser } out? It has to sign in again.
profile-everywhere-sure = Sign out everywhere? All browsers, this one too, have to sign in again.
profile-digits = Digits
profile-digits-western = Western (123)
profile-digits-arabic = Arabic-Indic (١٢٣)
