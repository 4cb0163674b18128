# Scheduled jobs and their runs.
job-alerts-check = Tell administrators what is broken
job-shipments-overdue = Tell people about their late shipments
job-cleanup = Clean up old sessions and runs
job-mail-send = Send mail
job-scans-poll = Fetch scans from the forms servers
job-outcome-ok = Done
job-outcome-failed = Failed
job-outcome-skipped = Skipped, already running
job-outcome-interrupted = Interrupted
job-outcome-running = Running
job-trigger-schedule = On schedule
job-trigger-start = At start
job-trigger-person = By hand
