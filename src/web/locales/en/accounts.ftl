# Accounts and signing in.
sign-in-title = Sign in
sign-in-lead = Commodity tracking for { $country }
sign-in-email = Email address
sign-in-password = Password
sign-in-button = Sign in
sign-in-wrong = The email address or the password is wrong.
sign-in-inactive = This account is switched off. Ask a coordinator to switch it on again.
sign-in-signed-out = You are signed out.
sign-in-idle = You were signed out because nothing happened for 30 minutes.
sign-in-password-set = Your password is set. Sign in with it.

user-email-wrong = Write an email address like name@example.org.
user-email-not-ascii = Before the @ only letters without accents (a to z), digits and signs can be used: mail servers deliver to nothing else.
user-email-taken = There is already an account with this email address.
user-name-long = At most 60 characters.
user-mobile-wrong = Only digits, spaces and - ( ) . after an optional +, at most 45 characters.
user-skype-wrong = 6 to 32 small letters, digits and . , - _, starting with a letter.
user-color-wrong = Write a colour like #3cb879.
user-password-short = At least { $count } characters.
user-password-long = At most 500 characters.
user-is-active = The account of { $name } is already switched on.
user-is-inactive = The account of { $name } is already switched off.
user-deactivate-self = You cannot switch off your own account.

link-title = Set your password
link-lead = For the account of { $name }.
link-first-title = Welcome to { $country }
link-first-lead = Make the account of the first coordinator. You can then make accounts for everybody else.
link-name = Your name
link-password = New password
link-again = The same once more
link-button = Set password
link-differs = The two passwords are not the same.
link-gone-title = This link is used up
link-gone-text = A link works once, and not for ever. Have a new one sent to you.
link-send-new = Send me a new link
link-has-coordinator = This country has a coordinator already; who can sign in can make accounts.

sign-in-forgotten = No password, or forgotten?
user-password-email = Your own address is no password.
user-password-common = Too many people use a password like this. Take a few words of your own.
user-notes-long = At most 2000 characters.
user-role-wrong = Choose a role.
user-role-self = You cannot change your own role. Ask another coordinator.
user-no-device = No phone is bound to this account.

languages-title = Languages
languages-lead = Which languages people may choose for their pages, and which they get who chose none.
languages-offered = Offered
languages-first = Default
languages-first-hint = For everybody who has not chosen, and before signing in.
languages-none = Choose at least one language.
languages-first-not-offered = The default must be one of the languages offered.
languages-not-offered = The pages are not offered in this language. Choose one of the languages in the menu.
languages-saved = The languages are saved.
