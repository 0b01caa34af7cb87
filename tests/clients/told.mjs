// A mail server and a webhook's receiver on loopback, of other makers. Each line of standard input is a webhook's secret; each message that comes is a line of output. Ends when its standard input does.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { SMTPServer } from "smtp-server";
import { Webhook } from "standardwebhooks";

const text = async stream => Buffer.concat(await stream.toArray()).toString("utf8");
const tell = message => console.log(JSON.stringify(message));
let secret = "";
let failing = true;

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  disableReverseLookup: true,
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _, done) => username === "hub" && password === process.env.PASSWORD ? done(null, { user: username }) : done(new Error("Wrong password")),
  onData: async (stream, session, done) => {
    tell({ way: "mail", to: session.envelope.rcptTo.map(one => one.address), text: await text(stream) });
    done();
  },
});
const web = createServer(async (request, response) => {
  const body = await text(request);
  // The first time it is busy, so that the hub has to come again.
  if (failing) {
    failing = false;
    response.writeHead(503).end();
    return;
  }
  const event = new Webhook(secret).verify(body, request.headers);
  tell({ way: "webhook", id: request.headers["webhook-id"], event });
  response.writeHead(204).end();
});
await new Promise(done => smtp.listen(0, "127.0.0.1", done));
await new Promise(done => web.listen(0, "127.0.0.1", done));
tell({ smtp: smtp.server.address().port, web: web.address().port });
createInterface({ input: process.stdin }).on("line", line => { secret = line; }).on("close", () => process.exit(0));
