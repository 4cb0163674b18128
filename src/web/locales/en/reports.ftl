# Home, search and the system's page.
home-title = What needs you now
home-today = { $weekday } { $date }
home-in-town = in { $town }
home-overdue = { $count ->
    [0] nothing on the road is overdue
    [one] shipment overdue on the road
   *[other] shipments overdue on the road
}
home-inbox = { $count ->
    [0] every scan could be counted
    [one] scan that could not be counted
   *[other] scans that could not be counted
}
home-silent = { $count ->
    [0] nothing on the road is silent
   *[other] silent for more than { $days ->
        [one] a day
       *[other] { $days } days
    }
}
home-machine-well = sources and jobs are well
home-machine-bad = { $count ->
    [one] source or job fails
   *[other] sources and jobs fail
}
home-fails = Fails
home-form = { $source }: { $form }
home-received = Packages received per week
home-received-sum = { $count ->
    [one] { $count } in 8 weeks
   *[other] { $count } in 8 weeks
}
home-received-none = No package was received in the last 8 weeks.
home-week = W{ $week }
home-moved = Moved today
home-moved-none = Nothing has moved today yet.
home-road = On the road now
home-road-packages = { $count ->
    [one] { $count } package in { $shipments }
   *[other] { $count } packages in { $shipments }
}
home-road-shipments = { $count ->
    [one] { $count } shipment
   *[other] { $count } shipments
}
home-road-value = Value of these shipments
home-road-none = Nothing is on the road.

search-title = Search
search-packages = Packages
search-partners = Partners
search-items = Catalog items
search-kits = Kits
search-donors = Donors
search-suppliers = Suppliers
search-transporters = Transporters
search-categories = Categories
search-donor-codes = Donor codes
search-people = People
search-scans = Scans
search-submissions = Submissions
search-none = Nothing found for “{ $q }”
search-elsewhere = This looks like a code of { $country }; each country finds only its own.
search-none-hint = Look for a package code, a shipment's description, a store release or a partner.
search-hint = A whole package code opens the package at once.

jobs-title = System
jobs-scheduled = Scheduled jobs
jobs-job = Job
jobs-every = Every
jobs-minutes = { $count ->
    [one] minute
   *[other] { $count } minutes
}
jobs-last = Last run
jobs-last-ok = last success
jobs-outcome = Outcome
jobs-took = Took
jobs-took-ms = Took (ms)
jobs-done = Done
jobs-run = Run now
jobs-never = never
jobs-sources = Forms servers
jobs-observations = Received { $received } = applied { $applied } + open { $open } + waiting { $pending } + dismissed { $dismissed } + void { $void }
jobs-form = Form
jobs-state = State
jobs-since = Since
jobs-next = Next attempt
jobs-asked = Answered
jobs-new-row = New row
jobs-max-row = Last row
jobs-no-forms = No forms server
jobs-no-forms-hint = None is in the settings of this country, or none has been asked yet.
jobs-runs = Last runs
jobs-when = When
jobs-why = Why
jobs-none = Nothing has run yet
job-started = Started: { $job }.
jobs-well = Everything is well.
jobs-bad = { $count ->
    [one] { $count } thing is not well; it stands in red below.
   *[other] { $count } things are not well; they stand in red below.
}

system-machine = The machine
system-version = Version
system-version-is = { $version }, { $environment ->
    [dev] Development
    [staging] Test system
   *[production] Production
}
system-configuration = Configuration
system-configuration-ok = In force as it stands on disk
system-configuration-bad = The files on disk have problems and are not in force
system-migrations = Schema
system-migrations-ok = Up to date
system-migrations-missing = { $count ->
    [one] One migration has not run
   *[other] { $count } migrations have not run
  }
system-database = Database
system-size = { $size }
system-backup = Backup
system-backup-none = There is none
system-backup-ok = { $size }, verified
system-backup-off = Nightly backups are switched off here: whoever runs the server must back up this country
system-backup-theirs = Its database is on a server of others, who must back it up
system-backup-old = The last one is too old
system-backup-failed = The last one failed
system-backup-unverified = The last one was not verified

audit-title = Changes
audit-lead = Who changed what, when, and through which door. Nobody can take a line away.
audit-when = When
audit-who = Who
audit-what = What
audit-what-hint = shipment:27, user.create …
audit-from = From
audit-to = To
audit-no-day = There is no such day. Choose one, or write it as 2026-11-20.
audit-to-before-from = This day is before the first. Exchange the two, or leave one blank.
audit-door = Through
audit-action = Action
audit-changes = Before and after
audit-none = No change
audit-none-hint = Nothing matches. Take a condition away.
audit-actor-user = a person
audit-actor-operator = an administrator
audit-actor-source = a forms server
audit-actor-system = the system
audit-actor-anonymous = nobody signed in
audit-door-page = Page
audit-door-api = API
audit-door-command-line = Command line
audit-door-shell = Shell
audit-door-poller = Poll of a forms server
audit-door-job = Schedule
audit-door-demo = Demo
audit-door-import = Import

notices = Notices
notices-new = { $count ->
    [0] Nothing new.
    [one] { $count } is new.
   *[other] { $count } are new.
}
notices-see = Mark all as seen
notices-none = Nothing is addressed to you
notices-none-hint = Here you read when your shipments are late or have arrived, and when their scans wait in the inbox.
notice-new = New
notice-shipment = { $name }
notice-due = Expected tomorrow; { $count ->
    [one] { $count } package is
   *[other] { $count } packages are
} still on the road.
notice-overdue = Overdue for { $days ->
    [one] { $days } day
   *[other] { $days } days
}, with { $count ->
    [one] { $count } package
   *[other] { $count } packages
} on the road.
notice-arrived = { $count ->
    [one] Its only package was received.
   *[other] All { $count } packages were received.
}
notice-waiting = { $count ->
    [one] { $count } scan waits for a decision.
   *[other] { $count } scans wait for a decision.
}
notice-failing = Fails. The system's page says since when and why.

help = Help
help-lead = What each page answers, and how things count.
help-contents = Contents
help-start = Finding your way
help-shipments = Shipments and statuses
help-shipment = One shipment
help-building = Building a shipment
help-printing = Printing
help-receiving = Receiving
help-scans = How scanning counts
help-people = Who may do what
