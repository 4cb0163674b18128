// Starts a real `cts serve --demo` in a folder and on ports of its own, and ends it after the tests.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FullConfig } from "@playwright/test";

const clone = resolve(import.meta.dirname, "../..");
const program = process.env.CTS_PROGRAM ?? join(clone, "target/debug/cts");
const START_MS = 120_000;

export default async function setup({ workers }: FullConfig): Promise<() => Promise<void>> {
  const root = mkdtempSync(join(tmpdir(), "cts-browser-"));
  // Root's children run as another user, who must get in.
  chmodSync(root, 0o755);
  const [door, turkey, iraq, jordan, forms] = await freePorts(5);
  copySettings(root, { 8001: turkey, 8002: iraq, 8003: jordan, 8090: forms });
  const log = join(root, "serve.log");
  const output = openSync(log, "a");
  const server = spawn(program, ["serve", "--demo", "--root", root], {
    cwd: root,
    env: {
      ...withoutOurs(process.env),
      CTS_LISTEN: `127.0.0.1:${door}`,
      CTS_DEMO_FORMS_SERVER: `127.0.0.1:${forms}`,
    },
    stdio: ["ignore", output, output],
  });
  process.env.CTS_TEST_ROOT = root;
  process.env.CTS_TEST_URL = `http://127.0.0.1:${door}`;
  process.env.CTS_TEST_FORMS_URL = `http://127.0.0.1:${forms}`;
  process.env.CTS_TEST_PROGRAM = program;
  const stop = () => end(server, root);
  try {
    await ready(server, log);
    for (let worker = 0; worker < workers; worker++) ROLES.forEach((role) => makeAccount(account(role, worker), role));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("CTS_")));
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((done) =>
          server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function copySettings(root: string, ports: Record<number, number>): void {
  for (const folder of ["config", "instances"]) cpSync(join(clone, folder), join(root, folder), { recursive: true });
  for (const file of ["instances", "turkey", "iraq", "jordan"].map((name) => join(root, `instances/${name}.yaml`))) {
    let yaml = readFileSync(file, "utf8");
    for (const [usual, free] of Object.entries(ports)) yaml = yaml.replaceAll(`: ${usual}}`, `: ${free}}`).replaceAll(`127.0.0.1:${usual}`, `127.0.0.1:${free}`);
    writeFileSync(file, yaml);
  }
}

async function ready(server: ChildProcess, log: string): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`cts serve ended:\n${readFileSync(log, "utf8")}`);
    const states = await Promise.all(["TR", "IQ", "JO"].map(isReady));
    if (states.every(Boolean) && hasShipments()) return;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`not ready after ${START_MS / 1000} s:\n${readFileSync(log, "utf8")}`);
}

async function isReady(prefix: string): Promise<boolean> {
  try {
    return (await fetch(`${process.env.CTS_TEST_URL}/${prefix}/health/ready`)).ok;
  } catch {
    return false;
  }
}

function hasShipments(): boolean {
  return JSON.parse(cts(["shipment", "list", "--json"])).length >= 40;
}

/** Runs a command in Turkey and gives what it prints. */
export function cts(words: string[], input = ""): string {
  const root = process.env.CTS_TEST_ROOT ?? "";
  return execFileSync(process.env.CTS_TEST_PROGRAM ?? program, ["--root", root, "-i", "turkey", ...words], {
    cwd: root,
    env: withoutOurs(process.env),
    input,
    encoding: "utf8",
    stdio: "pipe",
    maxBuffer: 64 << 20,
  });
}

export const PASSWORD = "browser-tests-only";

const ROLES = ["officer", "coordinator", "partner"] as const;
export type Role = (typeof ROLES)[number];

/**
 * The address of an account with this role. Each worker has its own, as the language of the pages and the sessions belong to the
 * account, and tests of several files run at once.
 */
export const account = (role: Role, worker = Number(process.env.TEST_PARALLEL_INDEX ?? 0)): string => `${role}-${worker}@example.org`;

/** Makes an account that can sign in, and gives its number. */
export function makeAccount(email: string, role: Role): number {
  const made = cts(["user", "create", email, "--role", role, "--name", `Test ${role}`, "--password-stdin", "--json"], PASSWORD);
  return (JSON.parse(made) as { id: number }).id;
}

export interface Shipment {
  id: number;
  display_name: string;
  partner_id: number;
  status: string;
  package_count: number;
}

/** All shipments, as the command line knows them. */
export function shipments(): Shipment[] {
  return JSON.parse(cts(["shipment", "list", "--json"]));
}

async function end(server: ChildProcess, root: string): Promise<void> {
  if (server.exitCode === null) {
    const ended = new Promise((done) => server.once("exit", done));
    server.kill("SIGTERM");
    await Promise.race([ended, new Promise((done) => setTimeout(done, 45_000))]);
    if (server.exitCode === null && server.signalCode === null) server.kill("SIGKILL");
  }
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}
