drop table shipment_alerts;
drop table shipment_owners;
drop table alerts;
