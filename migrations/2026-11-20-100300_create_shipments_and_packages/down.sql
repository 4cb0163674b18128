drop table package_items;
drop table packages;
drop table shipment_tallies;
drop table shipment_donors;
drop table shipments;
