// What the tests of papers share: shipments made to be printed.
import { cts, partner } from "./server.ts";

/** A shipment with so many packages, built from a kit, with Arabic and Turkish names; out of the way of phones and other tests. */
export function aShipment(packages: number, status = 5): number {
  const made = cts(["sql", "--write", "--json", `
    with k as (insert into kits (name) values ('Kit ' || gen_random_uuid()) returning id),
         s as (insert into shipments (description, shipment_on, expected_on, store_release, partner_id, status, base_status)
               values ('Kışlık yardım kolileri حلب', current_date, current_date + 3, 'WR-77', (select max(id) from users where role = 'partner' and id <> ${partner().id}), ${status}, ${status}) returning id),
         p as (insert into packages (shipment_id, number, code, name, kit_id, status, base_status)
               select s.id, n, '/TR' || s.id || '.' || n, 'Battaniye ve ısıtıcı بطانيات ومدفأة, büyük koli', k.id, ${status}, ${status}
               from s, k, generate_series(1, ${packages}) n returning id, shipment_id),
         i as (insert into package_items (package_id, description, unit, quantity, price_usd, price_local, weight, donor_id)
               select p.id, 'Battaniye بطانية', 'adet', 5, 2.125, 90, 1.5, (select min(id) from donors) from p)
    select id from s`]);
  return (JSON.parse(made) as { id: number }[])[0].id;
}
