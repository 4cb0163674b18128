// A phone scans a package far away, and the officer's page shows it.
import { expect, test } from "@playwright/test";
import { at, sentence, signIn, speak } from "./kit.ts";
import { cts, shipments } from "./server.ts";

interface Package {
  code: string;
  own_status: string;
}

/** Fills in the country's package form, as a phone would. */
async function scan(code: string, location: string): Promise<void> {
  const now = new Date().toISOString();
  const data = { start: now, end: now, deviceid: "browser-tests", current_location: location, gps: "36.2 37.16 300 5", "package": [{ "package/qr_code": code }] };
  const answer = await fetch(`${process.env.CTS_TEST_FORMS_URL}/control/submit`, { method: "POST", body: JSON.stringify({ form: 4101, data }) });
  expect(answer.ok, await answer.text()).toBe(true);
}

/** A package still on its way, of which nobody said yet that it was received. */
function onItsWay(): { shipment: number; code: string } {
  for (const shipment of shipments().filter((one) => ["ready", "picked_up", "in_transit"].includes(one.status))) {
    const { packages } = JSON.parse(cts(["shipment", "show", String(shipment.id), "--json"])) as { packages: Package[] };
    const waiting = packages.filter((one) => one.own_status !== "received").at(-1);
    if (waiting) return { shipment: shipment.id, code: waiting.code };
  }
  throw new Error("everything has been received");
}

test("a scan arrives and the page shows the new status", async ({ page }) => {
  const { shipment, code } = onItsWay();
  const row = page.locator("tr", { hasText: code }).first();
  await signIn(page, "officer@example.org");
  await speak(page, "en");
  await page.goto(at(`/shipments/${shipment}/`));
  await expect(row).toBeVisible();
  await expect(row).not.toContainText(sentence("status-received", "en"));

  await scan(code, "STATUS_RECEIVED-Distribution_Point");
  cts(["scan", "poll"]);
  await page.reload();

  await expect(row).toContainText(sentence("status-received", "en"));
});
