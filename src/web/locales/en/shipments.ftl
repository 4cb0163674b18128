# Shipments: what services and pages say of them.
shipment-store-release-required = Enter the number of the store release.
shipment-too-long = This is too long: at most { $limit } letters.
shipment-expected-before-shipped = A shipment cannot be expected before it leaves.
shipment-no-partner = Choose a partner whose account is active.
shipment-no-transporter = Choose a transporter from the list.
shipment-note-required = Write a note that says why.
shipment-cannot-finalize = Only a shipment in progress can be finalized.
shipment-cannot-reopen = Only a shipment that is ready for pickup can be re-opened.
shipment-cannot-cancel = A shipment that was received, lost or cancelled cannot be cancelled.
shipment-cannot-lose = Only a shipment that was picked up can be marked as lost.
shipment-not-lost = Only the note of a lost shipment can be changed.
shipment-cannot-reinstate = Only a lost or cancelled shipment can be reinstated.
