// @gmod/bam's htsget reader, as genome browsers use it; and a ticket against the schema that the specification's text gives.
import { HtsgetFile } from "@gmod/bam";
import Ajv from "ajv";

const { HUB, TOKEN, ID, REFERENCE, START, END } = process.env;
const headers = { Authorization: `Bearer ${TOKEN}` };
const reads = new HtsgetFile({ baseUrl: `${HUB}/ga4gh/htsget/reads`, trackId: ID });
const given = { headers };
await reads.getHeader(given);
const records = await reads.getRecordsForRange(REFERENCE, +START, +END, given);
console.log(records.map(record => record.name ?? record.get("name")).join("\n"));

const text = { type: "string" };
const url = {
  type: "object",
  required: ["url"],
  additionalProperties: false,
  properties: { url: { type: "string", pattern: "^(https?://|data:[^,]*;base64,[A-Za-z0-9+/]+=*$)" }, headers: { type: "object", additionalProperties: text }, class: { enum: ["header", "body"] } },
};
const answer = name => ({ type: "object", required: ["htsget"], additionalProperties: false, properties: { htsget: name } });
const ajv = new Ajv();
const ticket = ajv.compile(answer({
  type: "object",
  required: ["urls"],
  additionalProperties: false,
  properties: { format: { enum: ["BAM", "CRAM", "VCF", "BCF"] }, urls: { type: "array", items: url }, md5: text },
}));
const error = ajv.compile(answer({
  type: "object",
  required: ["error", "message"],
  additionalProperties: false,
  properties: { error: { enum: ["InvalidAuthentication", "PermissionDenied", "NotFound", "PayloadTooLarge", "UnsupportedFormat", "InvalidInput", "InvalidRange"] }, message: text },
}));
const schema = async (check, path, wanted) => {
  const answered = await fetch(`${HUB}/ga4gh/htsget/reads/${path}`, { headers });
  const body = await answered.json();
  if (answered.status !== wanted || !check(body))
    throw new Error(`${path}: ${answered.status} ${JSON.stringify(check.errors)} ${JSON.stringify(body)}`);
  // All have a class, or none has.
  if (new Set((body.htsget.urls ?? []).map(one => typeof one.class)).size > 1)
    throw new Error(`${path}: some URLs have a class, and some have none.`);
};
for (const query of ["", "?class=header", `?referenceName=${REFERENCE}&start=${START}&end=${END}`, "?referenceName=*"])
  await schema(ticket, ID + query, 200);
await schema(error, "nothing", 404);
await schema(error, `${ID}?referenceName=none`, 404);
await schema(error, `${ID}?referenceName=${REFERENCE}&start=2&end=1`, 400);
await schema(error, `${ID}?format=CRAM`, 400);
