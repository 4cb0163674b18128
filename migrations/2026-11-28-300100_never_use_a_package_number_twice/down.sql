drop table package_numbers;
alter table scans
    drop constraint scans_package_id_fkey,
    add constraint scans_package_id_fkey foreign key (package_id) references packages on delete cascade,
    drop constraint scans_shipment_id_fkey,
    add constraint scans_shipment_id_fkey foreign key (shipment_id) references shipments on delete cascade;
