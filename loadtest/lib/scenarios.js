// What a virtual user does in each scenario.

import { check, sleep } from "k6";
import crypto from "k6/crypto";
import exec from "k6/execution";
import http from "k6/http";

import { EVENTS, READS, WRITE, event, feed, order } from "./routes.js";

const JSON_TYPE = "application/json";
const LONGEST = 10; // times the mean: longer thoughts are cut, as TPC-W does

// Unique in a run and between runs, so that no order is taken for one that is there.
function unique() {
  return `loadtest-${exec.vu.idInTest}-${exec.vu.iterationInScenario}-${Date.now()}`;
}

function thought(mean) {
  return Math.min(-Math.log(1 - Math.random()), LONGEST) * mean;
}

function lines(text) {
  return text ? text.split("\n").filter(Boolean).length : 0;
}

export function scenariosFor(tier, to) {
  function params(headers, name, seconds) {
    // One name for all addresses of a kind: metrics are kept by name.
    return { headers, tags: { name }, timeout: `${seconds}s` };
  }

  function ask() {
    const headers = { Accept: JSON_TYPE };
    if (to.token) {
      headers.Authorization = `Bearer ${to.token}`;
    }
    if (Math.random() < tier.readsShare) {
      const path = READS[Math.floor(Math.random() * READS.length)];
      const answer = http.get(to.base + tier.paths.api + path, params(headers, "read", tier.timeoutSeconds));
      check(answer, { "a read is answered": (one) => one.status === 200 });
      return;
    }
    const id = unique();
    headers["Content-Type"] = JSON_TYPE;
    headers["Idempotency-Key"] = id;
    const address = to.base + tier.paths.api + WRITE;
    const answer = http.post(address, JSON.stringify(order(id)), params(headers, "write", tier.timeoutSeconds));
    check(answer, { "a write is taken": (one) => one.status >= 200 && one.status < 300 });
  }

  function users() {
    ask();
    sleep(thought(tier.thinkSeconds));
  }

  // As a fetcher does that keeps the last file: once for all of it, once to learn that nothing has changed.
  function feeds() {
    const number = 1 + (exec.scenario.iterationInTest % Math.max(1, Math.round(tier.businesses * to.scale)));
    const address = to.feed + tier.paths.feeds + feed(number);
    const first = http.get(address, params({}, "feed", tier.feedTimeoutSeconds));
    const taken = check(first, {
      // A smaller feed would be fast for the wrong reason; the first line is its head.
      "a feed has the products of the promise": (one) => one.status === 200 && lines(one.body) > tier.feedProducts,
      "a feed has an ETag": (one) => Boolean(one.headers.Etag),
    });
    if (taken) {
      const headers = { "If-None-Match": first.headers.Etag };
      const again = http.get(address, params(headers, "feed again", tier.feedTimeoutSeconds));
      check(again, { "a feed is unchanged or new": (one) => one.status === 304 || one.status === 200 });
    }
  }

  function webhooks() {
    const body = JSON.stringify(event(unique()));
    const headers = {
      "Content-Type": JSON_TYPE,
      "X-Hub-Signature-256": `sha256=${crypto.hmac("sha256", to.secret, body, "hex")}`,
    };
    const address = to.webhook + tier.paths.webhook + EVENTS;
    const answer = http.post(address, body, params(headers, "event", tier.eventTimeoutSeconds));
    check(answer, { "an event is taken": (one) => one.status === 200 });
  }

  return { users, month: ask, feeds, webhooks };
}
