/** Where log and state are: an address in the configuration, ATTUNE_LOG, ATTUNE_STATE, --log or --state. */

export type AddressKind = "log" | "state";
const SERVERS: Readonly<Record<AddressKind, { readonly form: RegExp; readonly wanted: string }>> = {
  // Several servers of one cluster may be given: nats://one:4222,two:4222.
  log: { form: /^(?:nats|tls):\/\/(?:[^@/\s]*@)?([^@/\s]+)\/?$/, wanted: "nats://host:port" },
  state: { form: /^rediss?:\/\/(?:[^@/\s]*@)?([^@/\s,]+)(?:\/\d*)?$/, wanted: "redis://host:port" },
};

/** What is wrong with an address, or undefined. Never repeats a password. */
export function addressProblem(kind: AddressKind, address: string): string | undefined {
  if (address === "embedded" || /^embedded:./.test(address)) return undefined;
  const { form, wanted } = SERVERS[kind];
  const hosts = form.exec(address)?.[1]?.split(",");
  if (hosts?.every((host) => URL.canParse(`http://${host}`)) === true) return undefined;
  return `${kind} is "${withoutPassword(address)}"; it must be embedded, embedded:<folder> or ${wanted}`;
}

/** "embedded" is the data folder. */
export function fullAddress(address: string, data: string): string {
  return address === "embedded" ? `embedded:${data}` : address;
}

/** Whether only this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** The address as it may be shown and logged. */
export function withoutPassword(address: string): string {
  return address.replaceAll(/\/\/[^/@\s]*@/g, "//***@");
}
