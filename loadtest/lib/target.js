// Where the load goes and how much of it, from the environment alone: a script names no host and holds no secret.

const EXAMPLES = [".example", ".invalid", ".test"]; // names that are reserved; the shipped config has such a one

function given(name, hint) {
  const value = __ENV[name];
  if (!value) {
    throw new Error(`${name} is not set: ${hint}`);
  }
  return value;
}

function url(name, host) {
  const value = given(name, `the address to test, for example https://${host}.your-domain.com`).replace(/\/+$/, "");
  const found = /^https?:\/\/(\[[0-9A-Fa-f:.]+\]|[^/:@?#]+)(:\d+)?$/.exec(value);
  if (!found) {
    throw new Error(`${name} must be http(s)://host or http(s)://host:port, without path or password`);
  }
  const name_ = found[1].toLowerCase().replace(/\.+$/, "");
  if (EXAMPLES.some((end) => name_.endsWith(end))) {
    throw new Error(`${name} is the example domain (${name_}): nothing answers there`);
  }
  return value;
}

function positive(name, otherwise) {
  const value = __ENV[name] === undefined ? otherwise : Number(__ENV[name]);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new Error(`${name} must be a number above 0`);
  }
  return value;
}

// What every part of a run needs to know. Throws at the start, before any request.
export function target(tier) {
  const region = __ENV.REGION || tier.regions[0];
  if (!tier.regions.includes(region)) {
    throw new Error(`REGION must be one of ${tier.regions.join(", ")}: it says where this generator stands`);
  }
  return {
    base: url("BASE_URL", tier.hosts.api),
    feed: url("FEED_URL", tier.hosts.feed),
    webhook: url("WEBHOOK_URL", tier.hosts.webhook),
    secret: given("WEBHOOK_SECRET", "the app secret that the test environment checks signatures with"),
    token: __ENV.API_TOKEN || "",
    region,
    scale: positive("SCALE", 1),
    rampSeconds: positive("RAMP_S", 300),
    holdSeconds: positive("HOLD_S", 600),
    only: (__ENV.ONLY || "users,month,feeds,webhooks").split(","),
  };
}
