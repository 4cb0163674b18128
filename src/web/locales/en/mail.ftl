# Outgoing mail: what stands around every mail, and the page that lists them.
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
