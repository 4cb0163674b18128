# Outgoing mail: what stands around every mail, and the page that lists them.
mail-said = The original message, for whoever looks after the server:
mail-foot = This mail was written by CTS { $country } ({ $address }). Nobody reads answers to it.
mail-purpose-user-invitation = Invitation
mail-purpose-user-password-reset = New password
mail-purpose-alert = Alert to administrators
mail-purpose-shipments-overdue = Late shipments
mail-state-sent = Sent
mail-state-waiting = Waiting
mail-state-failing = Waiting, not taken yet
mail-state-given-up = Given up

mails-title = Mail
mails-lead = What CTS wrote to people, the newest first.
mails-dev = No mail server is set, so nothing leaves this machine. What would have been sent stands here and in the log.
mails-no-server = No mail server is set. Mail waits until an administrator sets one (mail.smtp).
mails-written = Written
mails-to = To
mails-about = About
mails-state = State
mails-attempts = Attempts
mails-error = Error
mails-read = Read it
mails-next = next attempt
mails-none = No mail yet
mails-none-hint = Invitations, new passwords and notices about late shipments are listed here.

system-mail = Mail
system-mail-dev = Goes to the log and to a page, nothing leaves
system-mail-ok = Leaves over { $server }
system-mail-none = No mail server is set; { $count ->
    [zero] nothing waits
    [one] one mail waits
   *[other] { $count } mails wait
  }
system-mail-failing = { $count ->
    [one] One mail was not taken
   *[other] { $count } mails were not taken
  }

mail-failure = The mail was not taken.
mail-failure-sender = The sender that is set (mail.from) is none.
mail-failure-unreachable = The mail server cannot be reached.
mail-failure-broken-off = The mail server broke the conversation off.
mail-failure-certificate = The certificate or the encryption of the mail server will not do.
mail-failure-login = The mail server refuses the login that is set.
mail-failure-refused = The mail server refuses this address or this mail.
mail-failure-put-off = The mail server will take this mail later.
mail-failure-not-ascii = The address has letters the mail server cannot deliver to. Correct it at the account.
mail-failure-address = Mail cannot be sent to this address. Correct it at the account.
mail-failure-restored = It waited when a backup was made that was restored since. It is not sent, as it may have left after that.
