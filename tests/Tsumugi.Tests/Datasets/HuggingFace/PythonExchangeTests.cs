using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions;

namespace Tsumugi.Tests.Datasets.HuggingFace;

/// <summary>Exchanges pinned from the source of the Python client, huggingface_hub 1.29: addresses, headers and bodies as it sends them.</summary>
public sealed class PythonExchangeTests(WireLab lab) : IClassFixture<WireLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Repository_is_made_once_and_its_address_can_be_read_again()
    {
        var made = (await lab.DoneAsync("POST", "/api/repos/create", new { name = "py-made", organization = "lab", visibility = "private" }))!;
        Assert.Equal($"{lab.Hub.Address.ToString().TrimEnd('/')}/lab/py-made", (string)made["url"]!);
        using var again = await lab.SendAsync("POST", "/api/repos/create", lab.Member, new { name = "py-made", organization = "lab" });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal((string)made["url"]!, (string)(await JsonAsync(again))["url"]!);
        var dataset = (await lab.DoneAsync("POST", "/api/repos/create", new { name = "py-made", organization = "lab", type = "dataset", @private = true }))!;
        Assert.EndsWith("/datasets/lab/py-made", (string)dataset["url"]!, StringComparison.Ordinal);
        Assert.True((bool)(await lab.DoneAsync("GET", "/api/datasets/lab/py-made"))!["private"]!);
    }

    [Theory]
    [InlineData("model", "")]
    [InlineData("dataset", "datasets/")]
    public async Task Paths_and_branches_come_with_their_slashes_escaped_or_not(string kind, string prefix)
    {
        var repository = await lab.BeginAsync(kind);
        await lab.CommitAsync(repository, ("data/train/a b.csv", "x,y\n1,2\n"), ("data/読み.txt", "読\n"), ("top.txt", "top\n"));
        await lab.DoneAsync("POST", $"/api/{kind}s/{repository.Id}/branch/feature%2Fone", new { startingPoint = "main" });
        foreach (var (path, text) in new[] { ("data%2Ftrain%2Fa%20b.csv", "x,y\n1,2\n"), ("data/train/a%20b.csv", "x,y\n1,2\n"), ("data%2F%E8%AA%AD%E3%81%BF.txt", "読\n") })
        {
            using var file = await lab.SendAsync("GET", $"/{prefix}{repository.Id}/resolve/feature%2Fone/{path}", lab.Member);
            Assert.Equal(text, await file.Content.ReadAsStringAsync(Stop));
        }

        foreach (var path in new[] { "data%2Ftrain", "data/train" })
        {
            var tree = (await lab.DoneAsync("GET", $"/api/{kind}s/{repository.Id}/tree/feature%2Fone/{path}?recursive=True&expand=False"))!.AsArray();
            Assert.Equal(["data/train/a b.csv"], tree.Select(entry => (string)entry!["path"]!));
        }
    }

    [Fact]
    public async Task Path_info_is_asked_for_by_form()
    {
        var repository = await lab.BeginAsync();
        await lab.CommitAsync(repository, ("a/b.txt", "b\n"), ("c.txt", "c\n"));
        var form = WireLab.Bytes("paths=a%2Fb.txt&paths=c.txt&paths=a&paths=nothing&expand=True"u8.ToArray(), "application/x-www-form-urlencoded");
        var found = (await lab.DoneAsync("POST", $"/api/models/{repository.Id}/paths-info/main", form))!.AsArray();
        Assert.Equal(["a/b.txt:file", "c.txt:file", "a:directory"], found.Select(entry => $"{entry!["path"]}:{entry["type"]}"));
        Assert.Equal("files", (string)found[0]!["lastCommit"]!["title"]!);
    }

    [Fact]
    public async Task Head_says_all_that_a_download_needs()
    {
        var repository = await lab.BeginAsync();
        var large = Noise(300_000, 11);
        await CommitLargeAsync(repository, "weights.dat", large);
        var oid = await lab.CommitAsync(repository, ("config.json", "{}\n"));
        using (var plain = await HeadAsync($"/{repository.Id}/resolve/main/config.json"))
        {
            Assert.Equal((oid, "\"0967ef424bce6791893e9a57bb952f80fd536e93\"", 3L, "bytes"), (Header(plain, "X-Repo-Commit"), plain.Headers.ETag!.Tag, plain.Content.Headers.ContentLength, Header(plain, "Accept-Ranges")));
        }

        using (var file = await HeadAsync($"/{repository.Id}/resolve/{oid}/weights.dat"))
        {
            var quoted = $"\"{WireLab.Sha256(large)}\"";
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Equal((oid, quoted, "300000", 300_000L), (Header(file, "X-Repo-Commit"), Header(file, "X-Linked-Etag"), Header(file, "X-Linked-Size"), file.Content.Headers.ContentLength));
            Assert.Equal(quoted, file.Headers.ETag!.Tag);
            Assert.Matches("^[0-9a-f]{64}$", Header(file, "X-Xet-Hash"));
            Assert.Contains("rel=\"xet-auth\"", Header(file, "Link"), StringComparison.Ordinal);
            Assert.Empty(file.Content.Headers.ContentEncoding);
        }

        using var missing = await HeadAsync($"/{repository.Id}/resolve/main/additional_chat_templates/x.jinja");
        Assert.Equal((HttpStatusCode.NotFound, "EntryNotFound", oid), (missing.StatusCode, Header(missing, "X-Error-Code"), Header(missing, "X-Repo-Commit")));
        using var nowhere = await HeadAsync($"/{repository.Id}/resolve/refs%2Fpr%2F1/config.json");
        Assert.Equal((HttpStatusCode.NotFound, "RevisionNotFound"), (nowhere.StatusCode, Header(nowhere, "X-Error-Code")));
        using var gone = await HeadAsync("/lab/not-there/resolve/main/config.json");
        Assert.Equal((HttpStatusCode.NotFound, "RepoNotFound"), (gone.StatusCode, Header(gone, "X-Error-Code")));
        using var folder = await lab.SendAsync("GET", $"/api/models/{repository.Id}/tree/main/additional_chat_templates", lab.Member);
        Assert.Equal((HttpStatusCode.NotFound, "EntryNotFound"), (folder.StatusCode, Header(folder, "X-Error-Code")));
        using var stranger = await lab.SendAsync("GET", $"/api/models/{repository.Id}", $"hf_tsg_{new string('x', 43)}");
        Assert.Equal((HttpStatusCode.Unauthorized, "Invalid credentials in Authorization header"), (stranger.StatusCode, Header(stranger, "X-Error-Message")));
    }

    [Theory]
    [InlineData("bytes=0-", 0, 400_000)]
    [InlineData("bytes=123457-", 123_457, 276_543)]
    [InlineData("bytes=399999-", 399_999, 1)]
    [InlineData("bytes=-10", 399_990, 10)]
    [InlineData("bytes=5-9", 5, 5)]
    [InlineData("bytes=65535-131073", 65_535, 65_539)]
    public async Task Download_goes_on_at_any_byte(string range, int from, int length)
    {
        var (repository, bytes) = (await lab.BeginAsync(), Noise(400_000, 12));
        await CommitLargeAsync(repository, "weights.dat", bytes);
        using var part = await RangedAsync($"/{repository.Id}/resolve/main/weights.dat", range);
        Assert.Equal((HttpStatusCode.PartialContent, $"bytes {from}-{from + length - 1}/400000"), (part.StatusCode, part.Content.Headers.ContentRange!.ToString()));
        Assert.Equal(bytes.AsSpan(from, length).ToArray(), await part.Content.ReadAsByteArrayAsync(Stop));
        using var past = await RangedAsync($"/{repository.Id}/resolve/main/weights.dat", "bytes=400000-");
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, past.StatusCode);
    }

    [Fact]
    public async Task Preupload_says_for_each_file_how_it_should_come_and_what_is_there()
    {
        var repository = await lab.BeginAsync();
        await lab.CommitAsync(repository, ("config.json", "{}\n"));
        var answer = (await lab.DoneAsync("POST", $"/api/models/{repository.Id}/preupload/main?create_pr=", new
        {
            files = new object[]
            {
                new { path = "config.json", size = 3, sample = WireLab.Base64("{}\n") },
                new { path = "model.safetensors", size = 10, sample = WireLab.Base64("abc") },
                new { path = "binary", size = 4, sample = Convert.ToBase64String([0, 1, 2, 255]) },
                new { path = "big.txt", size = 50_000_000, sample = WireLab.Base64("text") },
                new { path = "__pycache__/x.pyc", size = 4, sample = WireLab.Base64("text") },
            },
            gitIgnore = "__pycache__/\n*.tmp\n",
        }))!["files"]!.AsArray();
        Assert.Equal(["regular", "lfs", "lfs", "lfs", "regular"], answer.Select(file => (string)file!["uploadMode"]!));
        Assert.Equal([false, false, false, false, true], answer.Select(file => (bool)file!["shouldIgnore"]!));
        Assert.Equal("0967ef424bce6791893e9a57bb952f80fd536e93", (string)answer[0]!["oid"]!);
    }

    [Fact]
    public async Task Large_files_go_up_without_a_token_and_a_second_time_not_at_all()
    {
        var (repository, bytes) = (await lab.BeginAsync(), Noise(700_000, 13));
        var oid = await WireExchanges.UploadByLfsAsync(lab, repository, bytes);
        var again = await WireExchanges.BatchAsync(lab, repository, oid, bytes.Length);
        Assert.False(again.AsObject().ContainsKey("actions"));

        // Somebody else has not shown that they have it.
        var stranger = await lab.SendAsync("GET", $"/api/models/{repository.Id}", await lab.TokenAsync("other", repository));
        Assert.True(stranger.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("in order", "1 2 3", 200)]
    [InlineData("out of order", "3 1 2", 200)]
    [InlineData("twice", "2 1 2 3 1", 200)]
    [InlineData("one is missing", "1 3", 400)]
    [InlineData("none", "", 400)]
    public async Task Parts_arrive_in_any_order(string seed, string order, int expected)
    {
        var (repository, bytes) = (await lab.BeginAsync(), Noise(2_500_000, seed.Length));
        var oid = WireLab.Sha256(bytes);
        var upload = (await WireExchanges.BatchAsync(lab, repository, oid, bytes.Length))["actions"]!["upload"]!;
        var header = upload["header"]!.AsObject();
        var size = int.Parse((string)header["chunk_size"]!, System.Globalization.CultureInfo.InvariantCulture);
        var parts = header.Where(pair => pair.Key.All(char.IsAsciiDigit)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (string)pair.Value!).ToList();
        Assert.Equal((bytes.Length + size - 1) / size, parts.Count);
        var done = new List<object>();
        foreach (var part in order.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text[0] - '0'))
        {
            var (start, end) = ((part - 1) * size, Math.Min(part * size, bytes.Length));
            using var cut = await lab.SendAsync("PUT", parts[part - 1], null, WireLab.Bytes(bytes[start..(end - 1)]));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, cut.StatusCode);
            using var put = await lab.SendAsync("PUT", parts[part - 1], null, WireLab.Bytes(bytes[start..end]));
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
            done.Add(new { partNumber = part, etag = put.Headers.ETag!.Tag });
        }

        using var completed = await lab.SendAsync("POST", (string)upload["href"]!, null, new { oid, parts = done });
        Assert.Equal(expected, (int)completed.StatusCode);
        using var verified = await lab.SendAsync("POST", "/lfs/verify", lab.Member, new { oid, size = bytes.Length });
        Assert.Equal(expected == 200 ? HttpStatusCode.OK : HttpStatusCode.NotFound, verified.StatusCode);
    }

    [Fact]
    public async Task Wrong_bytes_and_wrong_sizes_are_not_kept()
    {
        var (repository, bytes) = (await lab.BeginAsync(), Noise(200_000, 14));
        var oid = WireLab.Sha256(bytes);
        var href = (string)(await WireExchanges.BatchAsync(lab, repository, oid, bytes.Length))["actions"]!["upload"]!["href"]!;
        var other = bytes.ToArray();
        other[77] ^= 1;
        foreach (var body in new[] { other, bytes[..^1], [.. bytes, 0], [] })
        {
            using var refused = await lab.SendAsync("PUT", href, null, WireLab.Bytes(body));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        using var commit = await CommitAsync(repository, WireLab.Line("lfsFile", new { path = "x.dat", algo = "sha256", oid, size = bytes.Length }));
        Assert.Equal(HttpStatusCode.BadRequest, commit.StatusCode);
        Assert.Equal("not-uploaded", (string)(await JsonAsync(commit))["code"]!);
        var badOid = await WireExchanges.BatchAsync(lab, repository, "../../etc/passwd", 5);
        Assert.Equal(422, (int)badOid["error"]!["code"]!);
    }

    [Fact]
    public async Task Hash_alone_opens_no_file_of_others()
    {
        var (secret, own) = (await lab.BeginAsync("model", Visibility.Institution), Noise(150_000, 15));
        await CommitLargeAsync(secret, "secret.dat", own);
        using var mine = await lab.SendAsync("POST", "/api/repos/create", await lab.TokenAsync("other", secret), new { name = "grab", organization = "elsewhere" });
        Assert.True(mine.IsSuccessStatusCode);
        using var commit = await lab.SendAsync("POST", "/api/models/elsewhere/grab/commit/main", await lab.TokenAsync("other", secret), WireLab.Ndjson([
            WireLab.Line("header", new { summary = "grab", description = "" }),
            WireLab.Line("lfsFile", new { path = "x.dat", algo = "sha256", oid = WireLab.Sha256(own), size = own.Length }),
        ]));
        Assert.Equal("not-uploaded", (string)(await JsonAsync(commit))["code"]!);
    }

    [Fact]
    public async Task Commit_adds_copies_and_deletes_at_once()
    {
        var (repository, bytes) = (await lab.BeginAsync(), Noise(100_000, 16));
        await CommitLargeAsync(repository, "old/weights.dat", bytes);
        await lab.CommitAsync(repository, ("old/notes.txt", "n\n"), ("drop/a.txt", "a\n"), ("drop/b.txt", "b\n"));
        using var commit = await CommitAsync(
            repository,
            WireLab.Line("lfsFile", new { path = "new/weights.dat", algo = "sha256", oid = WireLab.Sha256(bytes) }),
            WireLab.Line("deletedFile", new { path = "old/notes.txt" }),
            WireLab.Line("deletedFolder", new { path = "drop/" }),
            WireLab.Line("file", new { path = "README.md", content = WireLab.Base64("---\nlicense: mit\n---\n# 題\n"), encoding = "base64" }));
        var answer = await JsonAsync(commit);
        Assert.Equal($"{lab.Hub.Address.ToString().TrimEnd('/')}/{repository.Id}/commit/{answer["commitOid"]}", (string)answer["commitUrl"]!);
        var info = (await lab.DoneAsync("GET", $"/api/models/{repository.Id}?blobs=true"))!;
        Assert.Equal(["README.md", "new/weights.dat", "old/weights.dat"], info["siblings"]!.AsArray().Select(file => (string)file!["rfilename"]!));
        Assert.Equal((string)answer["commitOid"]!, (string)info["sha"]!);
        Assert.Contains("license:mit", info["tags"]!.AsArray().Select(tag => (string)tag!));
    }

    [Fact]
    public async Task Of_two_writers_to_one_branch_one_wins_and_the_other_is_told()
    {
        var repository = await lab.BeginAsync();
        var parent = await lab.CommitAsync(repository, ("a.txt", "0\n"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => lab.SendAsync(
            "POST", $"/api/models/{repository.Id}/commit/main", lab.Member, WireLab.Ndjson([
                WireLab.Line("header", new { summary = $"writer {writer}", description = "", parentCommit = parent }),
                WireLab.Line("file", new { path = "a.txt", content = WireLab.Base64($"from {writer}\n"), encoding = "base64" }),
            ]))));
        Assert.Equal(1, answers.Count(answer => answer.IsSuccessStatusCode));
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode), answer => Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode));
        Assert.Equal(2, (await lab.DoneAsync("GET", $"/api/models/{repository.Id}/commits/main"))!.AsArray().Count);
        foreach (var answer in answers)
            answer.Dispose();
    }

    public static TheoryData<string, string, int> BadCommits() => new()
    {
        { "no such operation", """{"key":"renamedFile","value":{"path":"a"}}""", 400 },
        { "no JSON", "{", 400 },
        { "no path", """{"key":"file","value":{"content":"","encoding":"base64"}}""", 400 },
        { "no base64", """{"key":"file","value":{"path":"a","content":"***","encoding":"base64"}}""", 400 },
        { "up", """{"key":"file","value":{"path":"../a","content":"","encoding":"base64"}}""", 400 },
        { "absolute", """{"key":"file","value":{"path":"/etc/passwd","content":"","encoding":"base64"}}""", 400 },
        { "long", $$$"""{"key":"file","value":{"path":"{{{new string('a', 4096)}}}","content":"","encoding":"base64"}}""", 400 },
        { "reserved", """{"key":"file","value":{"path":"con.txt","content":"","encoding":"base64"}}""", 400 },
        { "not there", """{"key":"deletedFile","value":{"path":"never.txt"}}""", 404 },
        { "no such folder", """{"key":"deletedFolder","value":{"path":"never/"}}""", 404 },
    };

    [Theory]
    [MemberData(nameof(BadCommits))]
    public async Task Bad_commit_changes_nothing(string what, string line, int expected)
    {
        var repository = await lab.BeginAsync();
        var before = await lab.CommitAsync(repository, ("a.txt", "a\n"));
        using var answer = await CommitAsync(repository, WireLab.Line("file", new { path = "b.txt", content = WireLab.Base64("b"), encoding = "base64" }), line);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True((int)answer.StatusCode == expected, $"{what}: {answer.StatusCode} {text}");
        Assert.Equal(before, (string)(await lab.DoneAsync("GET", $"/api/models/{repository.Id}"))!["sha"]!);
    }

    [Fact]
    public async Task Two_million_files_in_one_commit_are_refused_with_the_limit()
    {
        var repository = await lab.BeginAsync();
        var line = Encoding.UTF8.GetBytes("""{"key":"deletedFile","value":{"path":"a.txt"}}""" + "\n");
        using var body = new StreamContent(new Repeated(line, 2_000_000));
        body.Headers.ContentType = new("application/x-ndjson");
        using var answer = await lab.SendAsync("POST", $"/api/models/{repository.Id}/commit/main", lab.Member, body);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("100,000", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_and_trees_come_in_pages()
    {
        var repository = await lab.BeginAsync();
        await lab.CommitAsync(repository, [.. Enumerable.Range(0, 1005).Select(number => ($"many/{number:0000}.txt", $"{number}\n"))]);
        for (var i = 0; i < 4; i++)
            await lab.CommitAsync(repository, ("again.txt", $"{i}\n"));
        var paths = await PagesAsync($"/api/models/{repository.Id}/tree/main?recursive=True&expand=False", entry => (string)entry["path"]!);
        Assert.Equal(1007, paths.Count);
        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);
        var titles = await PagesAsync($"/api/models/{repository.Id}/commits/main?limit=2", commit => (string)commit["id"]!);
        Assert.Equal(5, titles.Distinct().Count());
    }

    [Fact]
    public async Task Old_names_lead_on_by_relative_redirects()
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitAsync(repository, ("a/b.txt", "b\n"));
        await lab.DoneAsync("POST", "/api/repos/move", new { fromRepo = repository.Id, toRepo = repository.Id + "-renamed", type = "dataset" });
        foreach (var (path, target) in new[]
        {
            ($"/api/datasets/{repository.Id}", $"/api/datasets/{repository.Id}-renamed"),
            ($"/datasets/{repository.Id}/resolve/main/a%2Fb.txt", $"/datasets/{repository.Id}-renamed/resolve/main/a%2Fb.txt"),
        })
        {
            using var answer = await lab.SendAsync("GET", path, lab.Member);
            Assert.Equal((HttpStatusCode.TemporaryRedirect, target), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        }
    }

    [Fact]
    public async Task References_name_branches_tags_and_the_empty_rest()
    {
        var repository = await lab.BeginAsync();
        var oid = await lab.CommitAsync(repository, ("a.txt", "a\n"));
        await lab.DoneAsync("POST", $"/api/models/{repository.Id}/tag/main", new { tag = "v1.0", message = "first" });
        var refs = (await lab.DoneAsync("GET", $"/api/models/{repository.Id}/refs?include_prs=1"))!;
        Assert.Equal(("refs/heads/main", oid), ((string)refs["branches"]![0]!["ref"]!, (string)refs["branches"]![0]!["targetCommit"]!));
        Assert.Equal("refs/tags/v1.0", (string)refs["tags"]![0]!["ref"]!);
        Assert.Empty(refs["converts"]!.AsArray());
        using var taken = await lab.SendAsync("POST", $"/api/models/{repository.Id}/tag/main", lab.Member, new { tag = "v1.0" });
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
    }

    [Fact]
    public async Task Search_filters_sorts_and_pages()
    {
        for (var i = 0; i < 3; i++)
        {
            await lab.DoneAsync("POST", "/api/repos/create", new { name = $"searched-{i}", organization = "lab", type = "dataset" });
            await lab.DoneAsync("POST", $"/api/datasets/lab/searched-{i}/commit/main", WireLab.Ndjson([
                WireLab.Line("header", new { summary = "card", description = "" }),
                WireLab.Line("file", new { path = "README.md", content = WireLab.Base64($"---\nlicense: cc-by-4.0\ntags:\n- 遺伝子発現\n- t{i}\n---\n"), encoding = "base64" }),
            ]));
        }

        var all = await PagesAsync("/api/datasets?search=searched&limit=2&sort=createdAt&expand=tags&expand=sha", item => (string)item["id"]!);
        Assert.Equal(["lab/searched-2", "lab/searched-1", "lab/searched-0"], all);
        Assert.Equal(["lab/searched-1"], await PagesAsync("/api/datasets?author=lab&filter=t1&filter=%E9%81%BA%E4%BC%9D%E5%AD%90%E7%99%BA%E7%8F%BE", item => (string)item["id"]!));
        Assert.Empty(await PagesAsync("/api/datasets?search=no-such-thing", item => (string)item["id"]!));
        using var wrong = await lab.SendAsync("GET", "/api/datasets?sort=colour", lab.Member);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Card_is_validated_before_it_is_committed()
    {
        Assert.Empty((await lab.DoneAsync("POST", "/api/validate-yaml", new { content = "---\nlicense: mit\n---\n", repoType = "model" }))!["errors"]!.AsArray());
        using var bad = await lab.SendAsync("POST", "/api/validate-yaml", lab.Member, new { content = "---\nlicense: [mit\n---\n", repoType = "model" });
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.NotEmpty((await JsonAsync(bad))["errors"]!.AsArray());
    }

    [Fact]
    public async Task Gated_repository_opens_to_whom_its_owner_accepts()
    {
        var repository = await lab.BeginAsync("dataset", gating: Gating.Manual);
        await lab.CommitAsync(repository, ("a.txt", "a\n"));
        var (other, api) = (await lab.TokenAsync("other", repository), $"/api/datasets/{repository.Id}/user-access-request");
        var file = $"/datasets/{repository.Id}/resolve/main/a.txt";
        await StatusAsync(403, "GET", file, other);
        await StatusAsync(400, "POST", $"{api}/ask", other, new { purpose = " " });
        await StatusAsync(200, "POST", $"{api}/ask", other, new { purpose = "再現実験" });
        await StatusAsync(403, "GET", file, other);
        var waiting = (await lab.DoneAsync("GET", $"{api}/pending"))!.AsArray();
        Assert.Equal(("outsider", "再現実験"), ((string)waiting[0]!["user"]!["user"]!, (string)waiting[0]!["fields"]!["purpose"]!));
        await lab.DoneAsync("POST", $"{api}/handle", new { user = "outsider", status = "accepted" });
        await StatusAsync(200, "GET", file, other);
        await StatusAsync(400, "POST", $"{api}/handle", lab.Member, new { user = "outsider", status = "rejected" });
        await lab.DoneAsync("POST", $"{api}/handle", new { user = "outsider", status = "rejected", rejectionReason = "目的外" });
        await StatusAsync(403, "GET", file, other);
        Assert.Equal("目的外", (string)(await lab.DoneAsync("GET", $"{api}/rejected"))![0]!["rejectionReason"]!);
        await StatusAsync(400, "GET", $"{api}/lost", lab.Member);
        await lab.DoneAsync("PUT", $"/api/datasets/{repository.Id}/settings", new { gated = "auto" });
        await StatusAsync(200, "POST", $"{api}/ask", other, new { purpose = "もう一度" });
        await StatusAsync(200, "GET", file, other);
    }

    [Fact]
    public async Task Token_says_what_it_is()
    {
        foreach (var (who, role) in new[] { ("reader", "read"), ("writer", "write"), ("limited", "fineGrained") })
        {
            using var answer = await lab.SendAsync("GET", "/api/whoami-v2", await lab.TokenAsync(who, await lab.BeginAsync()));
            Assert.Equal(role, (string)(await JsonAsync(answer))["auth"]!["accessToken"]!["role"]!);
        }
    }

    private async Task StatusAsync(int expected, string method, string path, string? token, object? body = null)
    {
        using var answer = await lab.SendAsync(method, path, token, body is null ? null : WireLab.Json(body));
        Assert.True((int)answer.StatusCode == expected, $"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private async Task CommitLargeAsync(Repository repository, string path, byte[] bytes)
    {
        var oid = await WireExchanges.UploadByLfsAsync(lab, repository, bytes);
        using var answer = await CommitAsync(repository, WireLab.Line("lfsFile", new { path, algo = "sha256", oid, size = bytes.Length }));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private Task<HttpResponseMessage> CommitAsync(Repository repository, params string[] lines) => lab.SendAsync(
        "POST", $"/api/{repository.Kind}s/{repository.Id}/commit/main", lab.Member, WireLab.Ndjson([WireLab.Line("header", new { summary = "change", description = "" }), .. lines]));

    private Task<HttpResponseMessage> HeadAsync(string path) => lab.SendAsync("HEAD", path, lab.Member, null, headers => headers.AcceptEncoding.ParseAdd("identity"));

    private Task<HttpResponseMessage> RangedAsync(string path, string range) =>
        lab.SendAsync("GET", path, lab.Member, null, headers => headers.Range = RangeHeaderValue.Parse(range));

    private async Task<List<string>> PagesAsync(string path, Func<JsonNode, string> pick)
    {
        var found = new List<string>();
        for (string? next = path; next is not null;)
        {
            using var answer = await lab.SendAsync("GET", next, lab.Member);
            found.AddRange((await JsonAsync(answer)).AsArray().Select(item => pick(item!)));
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        return found;
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.TryGetValues(name, out var values) ? values : []);

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;

    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>One line again and again, never whole in memory.</summary>
    private sealed class Repeated(byte[] line, int times) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => (long)line.Length * times;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = (int)Math.Min(count, Length - _position);
            for (var i = 0; i < length; i++)
                buffer[offset + i] = line[(int)(_position++ % line.Length)];
            return length;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
