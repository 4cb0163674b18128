drop table shipment_alerts;
drop table alerts;
