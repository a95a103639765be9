// What the load asks of the application. The only file to change where its routes differ; paths begin at the tier's.

export const READS = ["products?page=1", "products?page=2", "orders?page=1", "customers?page=1"];
export const WRITE = "orders";
export const EVENTS = "whatsapp";

// A feed of a business that was made for load tests, with as many products as the tier's promise speaks of.
export function feed(number) {
  return `loadtest-${number}.csv`;
}

// Marked, so that what a run leaves behind can be found and deleted.
export function order(id) {
  return { reference: id, source: "loadtest", lines: [{ sku: "loadtest-1", quantity: 1 }] };
}

// The shape of an event of WhatsApp's Cloud API, with numbers that belong to nobody.
export function event(id) {
  const message = { id, from: "10000000000", type: "text", text: { body: "loadtest" } };
  const value = { messaging_product: "whatsapp", messages: [message] };
  return { object: "whatsapp_business_account", entry: [{ id: "loadtest", changes: [{ field: "messages", value }] }] };
}
