drop table package_items;
drop table packages;
drop table shipments;
