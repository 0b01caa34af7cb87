// The npm client, from the first repository to the last download, against the hub in HUB with the token in TOKEN.
import assert from "node:assert/strict";
import { createHash, randomFillSync } from "node:crypto";
import * as hub from "@huggingface/hub";

const hubUrl = process.env.HUB;
const accessToken = process.env.TOKEN;
const other = process.env.OTHER_TOKEN;
const at = { hubUrl, accessToken };
const type = process.env.KIND ?? "model";
const repo = { type, name: `lab/${process.env.NAME ?? "npm"}` };
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const text = (blob) => blob.text();
const done = [];

async function step(name, action) {
	try {
		await action();
		done.push(name);
	} catch (error) {
		console.error(`${name}: ${error?.stack ?? error}`);
		process.exitCode = 1;
		throw error;
	}
}

/** Bytes that do not compress, and are the same in every run. */
function noise(seed, length) {
	const bytes = new Uint8Array(length);
	let state = BigInt(seed);
	const mask = (1n << 64n) - 1n;
	const view = new DataView(bytes.buffer);
	for (let i = 0; i + 8 <= length; i += 8) {
		state = (state * 6364136223846793005n + 1442695040888963407n) & mask;
		view.setBigUint64(i, state ^ (state >> 29n), true);
	}
	return bytes;
}

/** A safetensors file of one tensor that holds these bytes. */
function safetensors(values) {
	const header = Buffer.from(JSON.stringify({ weight: { dtype: "U8", shape: [values.length], data_offsets: [0, values.length] } }));
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(header.length));
	return new Uint8Array(Buffer.concat([length, header, values]));
}

await step("who am I", async () => {
	const me = await hub.whoAmI(at);
	assert.equal(me.name, "member");
	assert.deepEqual(me.orgs.map((org) => org.name), ["lab"]);
	assert.ok(me.auth.accessToken.createdAt instanceof Date);
	await assert.rejects(hub.whoAmI({ hubUrl, accessToken: "hf_tsg_" + "x".repeat(43) }), (error) => error.statusCode === 401);
});

await step("create", async () => {
	assert.equal(await hub.repoExists({ repo, ...at }), false);
	const made = await hub.createRepo({ repo, ...at, license: "cc-by-4.0", files: [{ path: "notes.txt", content: new Blob(["first\n"]) }] });
	assert.equal(made.repoUrl, `${hubUrl}/${type === "dataset" ? "datasets/" : ""}${repo.name}`);
	assert.equal(await hub.repoExists({ repo, ...at }), true);
	await assert.rejects(hub.createRepo({ repo, ...at }), (error) => error.statusCode === 409);
	await assert.rejects(hub.createRepo({ repo: { type, name: "elsewhere/x" }, ...at }), (error) => error.statusCode === 403 || error.statusCode === 404);
});

const weights = safetensors(noise(1, 9_000_000));
const trace = noise(2, 3_000_000);
const compressible = new Uint8Array(3_000_000).map((_, i) => (i % 4 === 3 ? 63 : (i >> 8) & 7));
let first;

await step("upload by xet", async () => {
	first = await hub.uploadFiles({
		repo, ...at, useXet: true, commitTitle: "weights", commitDescription: "first weights",
		files: [
			{ path: "model.safetensors", content: new Blob([weights]) },
			{ path: "deep/er/values.bin", content: new Blob([compressible]) },
			{ path: "README.md", content: new Blob(["---\nlicense: cc-by-4.0\ntags: [dna, 遺伝子]\n---\n# 説明\n"]) },
			{ path: "trace.dat", content: new Blob([trace]) },
			{ path: "empty.bin", content: new Blob([]) },
		],
	});
	assert.match(first.commit.oid, /^[0-9a-f]{40}$/);
	assert.equal(first.commit.url, `${hubUrl}/${type === "dataset" ? "datasets/" : ""}${repo.name}/commit/${first.commit.oid}`);
});

await step("upload plainly", async () => {
	const changed = weights.slice();
	changed.fill(7, 4_000_000, 4_000_100);
	await hub.uploadFiles({ repo, ...at, useXet: false, commitTitle: "a second model", files: [{ path: "second.safetensors", content: new Blob([changed]) }] });
	const read = await hub.downloadFile({ repo, ...at, path: "second.safetensors", xet: false });
	assert.equal(sha256(new Uint8Array(await read.arrayBuffer())), sha256(changed));
});

await step("list", async () => {
	const files = [];
	for await (const file of hub.listFiles({ repo, ...at, recursive: true, expand: true })) files.push(file);
	assert.deepEqual(files.map((file) => file.path), ["README.md", "deep", "deep/er", "deep/er/values.bin", "empty.bin", "model.safetensors", "notes.txt", "second.safetensors", "trace.dat"]);
	const model = files.find((file) => file.path === "model.safetensors");
	assert.equal(model.lfs.oid, sha256(weights));
	assert.equal(model.size, weights.length);
	assert.equal(model.lastCommit.title, "weights");
	assert.match(model.xetHash, /^[0-9a-f]{64}$/);
	const notes = files.find((file) => file.path === "notes.txt");
	assert.equal(notes.oid, "9c59e24b8393179a5d712de4f990178df5734d99");
	assert.equal(notes.lastCommit.title, "initial commit");
	const top = [];
	for await (const file of hub.listFiles({ repo, ...at })) top.push(file.path);
	assert.deepEqual(top, ["README.md", "deep", "empty.bin", "model.safetensors", "notes.txt", "second.safetensors", "trace.dat"]);
	const under = [];
	for await (const file of hub.listFiles({ repo, ...at, path: "deep/er" })) under.push(file.path);
	assert.deepEqual(under, ["deep/er/values.bin"]);
});

await step("paths", async () => {
	const info = await hub.pathsInfo({ repo, ...at, paths: ["model.safetensors", "deep", "missing"] });
	assert.deepEqual(info.map((file) => [file.path, file.type]), [["model.safetensors", "file"], ["deep", "directory"]]);
	assert.equal(await hub.fileExists({ repo, ...at, path: "README.md" }), true);
	assert.equal(await hub.fileExists({ repo, ...at, path: "missing" }), false);
});

await step("download", async () => {
	for (const xet of [true, false]) {
		for (const [path, bytes] of [["model.safetensors", weights], ["deep/er/values.bin", compressible]]) {
			const blob = await hub.downloadFile({ repo, ...at, path, xet });
			assert.equal(blob.size, bytes.length);
			assert.equal(sha256(new Uint8Array(await blob.arrayBuffer())), sha256(bytes), `${path} xet=${xet}`);
			const part = await hub.downloadFile({ repo, ...at, path, xet });
			assert.deepEqual(new Uint8Array(await part.slice(2_222_222, 2_333_333).arrayBuffer()), bytes.slice(2_222_222, 2_333_333));
		}
	}
	assert.equal(await text(await hub.downloadFile({ repo, ...at, path: "notes.txt" })), "first\n");
	assert.match(await text(await hub.downloadFile({ repo, ...at, path: "model.safetensors", raw: true })), /^version https:\/\/git-lfs/);
	assert.equal(await hub.downloadFile({ repo, ...at, path: "missing" }), null);
	await assert.rejects(hub.downloadFile({ repo, ...at, path: "notes.txt", revision: "nowhere" }), (error) => error.statusCode === 404);
});

await step("information and search", async () => {
	const info = type === "model" ? hub.modelInfo : hub.datasetInfo;
	const found = await info({ name: repo.name, ...at, additionalFields: ["sha", "cardData", "tags", "author"] });
	assert.equal(found.name, repo.name);
	assert.equal(found.author, "lab");
	assert.deepEqual(found.cardData.tags, ["dna", "遺伝子"]);
	assert.ok(found.tags.includes("license:cc-by-4.0"));
	const list = type === "model" ? hub.listModels : hub.listDatasets;
	for (const search of [{ query: repo.name.split("/")[1] }, { owner: "lab", tags: ["遺伝子"] }]) {
		const names = [];
		for await (const one of list({ search, ...at })) names.push(one.name);
		assert.ok(names.includes(repo.name), JSON.stringify(search));
	}
	const none = [];
	for await (const one of list({ search: { tags: ["no such tag"] }, ...at })) none.push(one.name);
	assert.deepEqual(none, []);
});

await step("edit a piece by xet", async () => {
	const original = await hub.downloadFile({ repo, ...at, path: "trace.dat", xet: true });
	await hub.commit({
		repo, ...at, title: "edit",
		operations: [{ operation: "edit", path: "trace.dat", originalContent: original, edits: [{ start: 0, end: 100, content: new Blob(["new beginning"]) }] }],
	});
	const expected = Buffer.concat([Buffer.from("new beginning"), trace.slice(100)]);
	const read = await hub.downloadFile({ repo, ...at, path: "trace.dat" });
	assert.equal(sha256(new Uint8Array(await read.arrayBuffer())), sha256(expected));
	const old = await hub.downloadFile({ repo, ...at, path: "trace.dat", revision: first.commit.oid });
	assert.equal(sha256(new Uint8Array(await old.arrayBuffer())), sha256(trace));
});

await step("branches, history, deletion", async () => {
	await hub.createBranch({ repo, ...at, branch: "feature/one" });
	await assert.rejects(hub.createBranch({ repo, ...at, branch: "feature/one" }), (error) => error.statusCode === 409);
	await hub.uploadFile({ repo, ...at, branch: "feature/one", file: { path: "only here.txt", content: new Blob(["branch"]) } });
	assert.equal(await text(await hub.downloadFile({ repo, ...at, revision: "feature/one", path: "only here.txt" })), "branch");
	assert.equal(await hub.fileExists({ repo, ...at, path: "only here.txt" }), false);
	await hub.deleteBranch({ repo, ...at, branch: "feature/one" });
	await hub.deleteFiles({ repo, ...at, paths: ["second.safetensors", "notes.txt"] });
	assert.equal(await hub.fileExists({ repo, ...at, path: "notes.txt" }), false);
	const titles = [];
	for await (const commit of hub.listCommits({ repo, ...at, batchSize: 2 })) titles.push(commit.title);
	assert.deepEqual(titles.slice(-3), ["a second model", "weights", "initial commit"]);
	assert.equal(await hub.countCommits({ repo, ...at }), titles.length);
	await assert.rejects(
		hub.commit({ repo, ...at, title: "late", parentCommit: first.commit.oid, operations: [{ operation: "delete", path: "README.md" }] }),
		(error) => error.statusCode === 412);
	await assert.rejects(
		hub.commit({ repo, ...at, title: "pr", isPullRequest: true, operations: [{ operation: "addOrUpdate", path: "x.txt", content: new Blob(["x"]) }] }),
		(error) => error.statusCode === 403 && /pull request/i.test(error.message));
});

await step("who may not", async () => {
	await assert.rejects(hub.uploadFile({ repo, hubUrl, accessToken: other, file: { path: "x.txt", content: new Blob(["x"]) } }), (error) => error.statusCode === 403);
	await assert.rejects(hub.downloadFile({ repo, hubUrl, path: "README.md" }), (error) => error.statusCode === 401);
});

await step("delete", async () => {
	await hub.deleteRepo({ repo, ...at });
	assert.equal(await hub.repoExists({ repo, ...at }), false);
	await hub.createRepo({ repo, ...at });
	assert.equal(await hub.repoExists({ repo, ...at }), true);
});

console.log(done.join("; "));

// The client leaves timers of cancelled downloads behind.
process.exit(0);
