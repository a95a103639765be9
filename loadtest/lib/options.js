// Scenarios and thresholds from the figures of a tier. What a run holds against the promise stands here and only here.

const LATE_SHARE = 0.01; // of the planned requests a generator may fail to send; above it the run proves nothing

function arrivals(exec, aSecond, seconds, to) {
  // k6 wants whole numbers: a slow rate is counted a minute.
  const aMinute = Math.max(1, Math.round(aSecond * to.scale * 60));
  const waiting = Math.ceil((aMinute / 60) * seconds) + 1;
  return {
    executor: "constant-arrival-rate",
    exec,
    rate: aMinute,
    timeUnit: "1m",
    duration: `${to.rampSeconds + to.holdSeconds}s`,
    preAllocatedVUs: waiting,
    maxVUs: waiting * 10,
  };
}

function all(tier, to) {
  const users = Math.max(1, Math.round(tier.users * to.scale));
  return {
    users: {
      executor: "ramping-vus",
      exec: "users",
      startVUs: 0,
      stages: [
        { duration: `${to.rampSeconds}s`, target: users },
        { duration: `${to.holdSeconds}s`, target: users },
      ],
      gracefulStop: `${tier.timeoutSeconds}s`, // users who only think are not waited for
    },
    month: arrivals("month", tier.monthPeakASecond, tier.responseSeconds, to),
    feeds: arrivals("feeds", tier.feedsASecond, tier.feedSeconds, to),
    webhooks: arrivals("webhooks", tier.eventsASecond, tier.eventSeconds, to),
  };
}

const PROMISED = {
  users: (tier) => `p(95)<${tier.responseSeconds * 1000}`,
  month: (tier) => `p(95)<${tier.responseSeconds * 1000}`,
  feeds: (tier) => `p(95)<${tier.feedSeconds * 1000}`,
  webhooks: (tier) => `p(99)<${tier.eventSeconds * 1000}`,
};

export function optionsFor(tier, to) {
  const known = all(tier, to);
  const scenarios = {};
  const thresholds = {};
  for (const name of to.only) {
    if (!known[name]) {
      throw new Error(`ONLY must name some of ${Object.keys(known).join(", ")}`);
    }
    scenarios[name] = Object.assign({ tags: { region: to.region } }, known[name]);
    // Of feeds only those that are made: answers that nothing has changed would hide slow ones.
    const which = name === "feeds" ? "scenario:feeds,name:feed" : `scenario:${name}`;
    thresholds[`http_req_duration{${which}}`] = [PROMISED[name](tier)];
    // At most as many errors as the promised availability leaves.
    thresholds[`http_req_failed{scenario:${name}}`] = [`rate<=${tier.errorShare}`];
    thresholds[`checks{scenario:${name}}`] = [`rate>=${1 - tier.errorShare}`];
    if (known[name].rate) {
      const planned = (known[name].rate / 60) * (to.rampSeconds + to.holdSeconds);
      thresholds[`dropped_iterations{scenario:${name}}`] = [`count<=${Math.ceil(planned * LATE_SHARE)}`];
    }
  }
  return {
    scenarios,
    thresholds,
    tags: { tier: tier.name },
    userAgent: "sayar-loadtest",
    summaryTrendStats: ["avg", "med", "p(95)", "p(99)", "max"],
  };
}
