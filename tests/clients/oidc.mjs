// A certified OpenID provider on loopback, with one client that may listen on any port. The name that somebody types is their subject. Ends when its standard input does.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const people = JSON.parse(process.env.PEOPLE);
const server = createServer((request, response) => provider.callback()(request, response));
await new Promise(done => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "hub",
    client_secret: process.env.SECRET,
    application_type: "native",
    token_endpoint_auth_method: "client_secret_post",
    redirect_uris: ["http://127.0.0.1/sign-in/oidc/lab", "http://127.0.0.1/sign-in/oidc/open"],
    grant_types: ["authorization_code"],
  }],
  claims: { openid: ["sub"], email: ["email"], profile: ["name", "orcid"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
});
console.log(issuer);
process.stdin.on("end", () => process.exit(0)).resume();
