// Shipments made for one test, so that no test finds them changed by another or by the phones of the demo.
import { type Role, account, cts } from "./server.ts";

/** The number of the worker's account with this role. */
const idOf = (role: Role): string => `(select id from users where email = '${account(role)}')`;

/** A partner of the demo that no test signs in as. */
const ANYBODY = "(select min(id) from users where role = 'partner')";

/** A shipment with so many packages, built from a kit, with Arabic and Turkish names. Its partner is nobody who signs in here, or the worker's. */
export function aShipment(packages: number, status: "in_progress" | "in_transit" | "received" = "received", whose: "anybody's" | "partner's" = "anybody's"): number {
  const number = { in_progress: 1, in_transit: 4, received: 5 }[status];
  const made = cts(["sql", "--write", "--json", `
    with k as (insert into kits (name) values ('Kit ' || gen_random_uuid()) returning id),
         s as (insert into shipments (description, shipment_on, expected_on, store_release, partner_id, status, base_status)
               values ('Kışlık yardım kolileri حلب', current_date, current_date + 3, 'WR-77', ${whose === "partner's" ? idOf("partner") : ANYBODY}, ${number}, ${number}) returning id),
         p as (insert into packages (shipment_id, number, code, name, kit_id, status, base_status)
               select s.id, n, '/TR' || s.id || '.' || n, 'Battaniye ve ısıtıcı بطانيات ومدفأة, büyük koli', k.id, ${number}, ${number}
               from s, k, generate_series(1, ${packages}) n returning id, shipment_id),
         i as (insert into package_items (package_id, description, unit, quantity, price_usd, price_local, weight, donor_id)
               select p.id, 'Battaniye بطانية', 'adet', 5, 2.125, 90, 1.5, (select min(id) from donors) from p)
    select id from s`]);
  return (JSON.parse(made) as { id: number }[])[0].id;
}
