-- Scans go only after their observations went back to the inbox: a package that still has some cannot be deleted.
alter table scans
    drop constraint scans_package_id_fkey,
    add constraint scans_package_id_fkey foreign key (package_id) references packages,
    drop constraint scans_shipment_id_fkey,
    add constraint scans_shipment_id_fkey foreign key (shipment_id) references shipments;

-- The number of a deleted package is not given again, so that no two labels ever carry the same code.
create table package_numbers (
    shipment_id integer not null constraint package_numbers_shipment_id_fkey references shipments on delete cascade,
    last integer not null,
    constraint package_numbers_pkey primary key (shipment_id)
);
insert into package_numbers (shipment_id, last) select shipment_id, max(number) from packages group by shipment_id;
comment on table package_numbers is 'The largest number a package of a shipment ever had; the next one is above it, also after packages were deleted.';
