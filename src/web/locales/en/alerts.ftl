# What people are told by mail without being asked: alerts to administrators, late shipments.
alert-subject = { $count ->
    [one] Something needs an administrator
   *[other] { $count } things need an administrator
}
alert-subject-well = { $count ->
    [one] Something is well again
   *[other] { $count } things are well again
}
alert-job = Scheduled job: { $job }
alert-form = Form on the forms server: { $form }
alert-job-fails = It has been failing since { $since }.
alert-source-silent = The server has not answered since { $since }. It is asked again by itself and nothing is lost.
alert-source-refuses = Since { $since } nothing is read from it. { $why }
alert-backup-none = There is no backup of this country. First missed { $since }.
alert-backup-failed = The last backup failed (found { $since }).
alert-backup-unverified = The last backup could not be verified (found { $since }). It is not to be relied on.
alert-backup-old = The last good backup is older than a day (found { $since }).
alert-well = Well again. It had been broken since { $since }.
alert-open = Open the page about the system

late-subject = { $count ->
    [one] One shipment is late or due
   *[other] { $count } shipments are late or due
}
late-subject-tomorrow = { $count ->
    [one] One shipment is due tomorrow
   *[other] { $count } shipments are due tomorrow
}
late-due-tomorrow = For { $partner }, due tomorrow ({ $expected }). { $packages ->
    [one] One package is on the road
   *[other] { $packages } packages are on the road
}; last seen { $seen }.
late-overdue = For { $partner }, overdue since { $expected }. { $packages ->
    [one] One package has not arrived
   *[other] { $packages } packages have not arrived
}; last seen { $seen }.
late-three-days = For { $partner }, overdue for three days and more (since { $expected }). { $packages ->
    [one] One package has not arrived
   *[other] { $packages } packages have not arrived
}; last seen { $seen }.
late-week = For { $partner }, overdue for a week and more ({ $days } days, since { $expected }). { $packages ->
    [one] One package has not arrived
   *[other] { $packages } packages have not arrived
}; last seen { $seen }.
late-more = { $count ->
    [one] And one more.
   *[other] And { $count } more.
}
late-open = Open all overdue shipments
