// A phone scans a package far away, and the officer's page shows it.
import { expect, test } from "@playwright/test";
import { at, sentence, signIn } from "./kit.ts";
import { aShipment } from "./made.ts";
import { cts } from "./server.ts";

/** Fills in the country's package form, as a phone would. */
async function scan(code: string, location: string): Promise<void> {
  const now = new Date().toISOString();
  const data = { start: now, end: now, deviceid: "browser-tests", current_location: location, gps: "36.2 37.16 300 5", "package": [{ "package/qr_code": code }] };
  const answer = await fetch(`${process.env.CTS_TEST_FORMS_URL}/control/submit`, { method: "POST", body: JSON.stringify({ form: 4101, data }) });
  expect(answer.ok, await answer.text()).toBe(true);
}

test("a scan arrives and the page shows the new status", async ({ page }) => {
  const shipment = aShipment(3, "in_transit");
  const code = `/TR${shipment}.2`;
  const row = page.locator("tr", { hasText: code }).first();
  await signIn(page, "officer");
  await page.goto(at(`/shipments/${shipment}/`));
  await expect(row).toBeVisible();
  await expect(row).not.toContainText(sentence("status-received", "en"));

  await scan(code, "STATUS_RECEIVED-Distribution_Point");

  // The country asks by itself, too; one of the two waits for the other.
  await expect(async () => {
    cts(["scan", "poll"]);
    await page.reload();
    await expect(row).toContainText(sentence("status-received", "en"), { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
});
