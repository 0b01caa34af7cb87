using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using Tsumugi.Client;
using Tsumugi.Client.Federation;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Site;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Federation;

/// <summary>A hub with a tiny model whose rounds can be worked out by hand.</summary>
public sealed class RoundHub : IAsyncLifetime
{
    private readonly DirectoryInfo _recipes = Directory.CreateTempSubdirectory("tsumugi-recipes-");
    private readonly WireLab _wire;

    public RoundHub() => _wire = new() { Lab = new() { Settings = options => options with { RecipeFolder = _recipes.FullName } } };

    public TestHub Hub => _wire.Hub;

    public HubClient Member { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _wire.InitializeAsync();
        Member = new(Hub.Address, _wire.Member);
        await File.WriteAllTextAsync(Path.Combine(_recipes.FullName, "federate-protein.json"), """{"kind":"continue","description":{"ja":"続き","en":"On"},"steps":4}""", Stop);
        var path = Path.GetTempFileName();
        SafetensorsWriter.Write(path, new Dictionary<string, string>(), [("b", TensorType.F32, [2], (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<float>([0, 0]).ToArray()), ("a", TensorType.F32, [1], MemoryMarshal.AsBytes<float>([0]).ToArray())]);
        await _wire.CommitBytesAsync(await _wire.Lab.BeginAsync(RepositoryKinds.Model, "zero", Visibility.Hub), ("model.safetensors", await File.ReadAllBytesAsync(path, Stop)));
        File.Delete(path);
    }

    public async ValueTask DisposeAsync()
    {
        Member.Dispose();
        await Hub.StopAsync();
        await _wire.DisposeAsync();
        _recipes.Delete(recursive: true);
    }

    internal Task<SiteLab> JoinAsync(string id, string policy = "", string dataset = "") => SiteLab.JoinAsync(Hub, id, ["MKT", "MKV", "MKW"], policy, dataset);

    internal async Task<TrainingView> BeginAsync(string output, IEnumerable<SiteLab> sites, Func<TrainingRequest, TrainingRequest>? change = null)
    {
        foreach (var site in sites)
            await site.Agent(new AddingTrainer(0)).DeclareAsync(Stop);
        var request = new TrainingRequest
        {
            Institution = "lab",
            Recipe = "federate-protein",
            Model = "model:lab/zero",
            Output = output,
            Sites = sites.ToDictionary(site => site.Id, site => $"{site.Id}-proteins"),
            Rounds = 1,
            MinimumSites = 1,
            DeadlineSeconds = 60,
        };
        return await Member.BeginTrainingAsync(change?.Invoke(request) ?? request, Stop);
    }

    internal async Task<TrainingView> EndedAsync(TrainingView training, params SiteLab[] sites)
    {
        for (var looks = 0; training.State == "running"; looks++)
        {
            Assert.True(looks < 600, Hub.Logs.Errors + string.Join('\n', sites.SelectMany(site => site.Said)));
            await Task.Delay(100, Stop);
            training = await Member.TrainingAsync(training.Id, Stop);
        }

        return training;
    }

    /// <returns>The numbers of the model that came of a training.</returns>
    internal async Task<float[]> NumbersAsync(string model)
    {
        var path = Path.GetTempFileName();
        await using (var target = File.Create(path))
            await Member.DownloadAsync("model", $"lab/{model}", (await Member.ModelAsync($"lab/{model}", Stop)).Revisions[0].Hash, "model.safetensors", target, Stop);
        using var file = SafetensorsFile.Open(path);
        return [.. file.ReadFloats("a"), .. file.ReadFloats("b")];
    }
}

/// <summary>Rounds over the real wire, by real agents whose training is a sum: what goes wrong, and what becomes of it.</summary>
public sealed class RoundTests(RoundHub hub) : IClassFixture<RoundHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mean_isWeightedByExamples_alsoUnderMasks(bool masked)
    {
        var name = masked ? "masked" : "open";
        using SiteLab a = await hub.JoinAsync($"{name}-a"), b = await hub.JoinAsync($"{name}-b"), c = await hub.JoinAsync($"{name}-c");
        var training = await hub.BeginAsync($"mean-{name}", [a, b, c], request => request with { Masked = masked, Rounds = 2, MinimumSites = 3 });
        await using (a.Run(new AddingTrainer(1, 10)))
        await using (b.Run(new AddingTrainer(4, 20)))
        await using (c.Run(new AddingTrainer(-2, 10)))
            training = await hub.EndedAsync(training, a, b, c);
        Assert.True(training.State == "succeeded", training.Reason);

        // (10 · 1 + 20 · 4 − 10 · 2) / 40 = 1.75, twice.
        Assert.All(await hub.NumbersAsync($"mean-{name}"), number => Assert.Equal(3.5f, number, 1e-6f));
        Assert.Equal((0.25, 0.5), (training.Credit[a.Id], training.Credit[b.Id]));
        Assert.Equal(masked, a.Receipts.Where(receipt => receipt.Kind == "train").All(receipt => receipt.Masked && receipt.Norm is null));
        Assert.Equal(masked ? 8 : 2, a.Receipts.Count);
    }

    [Fact]
    public async Task Masked_siteThatIsLostBeforeItSends_isTakenOutOfTheSum()
    {
        using SiteLab a = await hub.JoinAsync("drop-a"), b = await hub.JoinAsync("drop-b"), c = await hub.JoinAsync("drop-c"), d = await hub.JoinAsync("drop-d");
        var training = await hub.BeginAsync("dropped", [a, b, c, d], request => request with { Masked = true, MinimumSites = 3, DeadlineSeconds = 12 });
        var dies = new AddingTrainer(1000) { Before = stop => Task.Delay(Timeout.Infinite, stop) };
        await using (a.Run(new AddingTrainer(1)))
        await using (b.Run(new AddingTrainer(2)))
        await using (c.Run(new AddingTrainer(6)))
        {
            await using (var lost = d.Run(dies))
            {
                for (var looks = 0; dies.Runs == 0; looks++)
                {
                    Assert.True(looks < 300, hub.Hub.Logs.Errors + string.Join('\n', d.Said));
                    await Task.Delay(100, Stop);
                }
            }

            training = await hub.EndedAsync(training, a, b, c);
        }

        Assert.True(training.State == "succeeded", training.Reason);
        Assert.All(await hub.NumbersAsync("dropped"), number => Assert.Equal(3f, number, 1e-6f));
        Assert.Equal("lost", training.Rounds[0].Sites.Single(site => site.Site == d.Id).State);
    }

    [Fact]
    public async Task Site_thatIsKilledInTheMiddleOfARound_takesItUpAgain()
    {
        using SiteLab a = await hub.JoinAsync("killed-a"), b = await hub.JoinAsync("killed-b");
        var training = await hub.BeginAsync("killed", [a, b], request => request with { MinimumSites = 2, DeadlineSeconds = 120 });
        var dies = new AddingTrainer(1) { Before = stop => Task.Delay(Timeout.Infinite, stop) };
        await using (b.Run(new AddingTrainer(3)))
        {
            await using (a.Run(dies))
            {
                while (dies.Runs == 0)
                    await Task.Delay(50, Stop);
            }

            await using (a.Run(new AddingTrainer(1)))
                training = await hub.EndedAsync(training, a, b);
        }

        Assert.True(training.State == "succeeded", training.Reason);
        Assert.All(await hub.NumbersAsync("killed"), number => Assert.Equal(2f, number));
    }

    [Fact]
    public async Task Manual_siteWaitsForItsOperator_alsoOverARestart_andDoesOtherWorkMeanwhile()
    {
        using var site = await hub.JoinAsync("manual");
        site.WritePolicy(approval: "manual");
        var (wanted, unwanted) = (await hub.BeginAsync("wanted", [site]), await hub.BeginAsync("unwanted", [site]));
        var trainer = new AddingTrainer(1);
        await using (site.Run(trainer))
        {
            await UntilAsync(site, () => site.Folder.Approvals.Asked().Count == 2);
            for (var looks = 0; (await hub.Member.TrainingAsync(wanted.Id, Stop)).Rounds[0].Sites[0] is var part && (part.State, part.Phase) != ("leased", "approval"); looks++)
            {
                Assert.True(looks < 300, string.Join('\n', site.Said));
                await Task.Delay(100, Stop);
            }
        }

        // The agent is gone when the operator answers; what was asked is still there.
        var asked = site.Folder.Approvals.Asked();
        Assert.Equal([wanted.Id, unwanted.Id], asked.Select(one => one.Training));
        Assert.Equal(("manual-proteins", "federate-protein", "fedavg", 0), (asked[0].Dataset, asked[0].Recipe, asked[0].Method, trainer.Runs));
        Assert.True(site.Folder.Approvals.Approve(wanted.Id));
        await using (site.Run(trainer))
        {
            wanted = await hub.EndedAsync(wanted, site);
            Assert.True(wanted.State == "succeeded", wanted.Reason);
            Assert.True(site.Folder.Approvals.Refuse(unwanted.Id, "not our aim"));
            unwanted = await hub.EndedAsync(unwanted, site);
        }

        Assert.Equal("failed", unwanted.State);
        Assert.Contains($"manual: the site's operator refused {unwanted.Id}: not our aim", unwanted.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 1), (trainer.Runs, site.Receipts.Count));
    }

    [Fact]
    public async Task Round_withTooFewSites_endsTheTraining_andSaysWho()
    {
        using SiteLab a = await hub.JoinAsync("few-a"), b = await hub.JoinAsync("few-b", policy: "hours: 00:00-00:00");
        var training = await hub.BeginAsync("few", [a, b], request => request with { MinimumSites = 2 });
        await using (a.Run(new AddingTrainer(1)))
        await using (b.Run(new AddingTrainer(1)))
            training = await hub.EndedAsync(training, a, b);
        Assert.Equal("failed", training.State);
        Assert.Contains("few-b: this site works from 00:00 to 00:00", training.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HubRefusedException>(() => hub.Member.ModelAsync("lab/few", Stop));
    }

    [Theory]
    [InlineData("nan", "holds NaN at place 0")]
    [InlineData("shape", "is F32 [3], not F32 [1]")]
    [InlineData("junk", "the update")]
    public async Task Update_thatIsNone_isRefusedWithItsReason_andTheOthersGoOn(string kind, string words)
    {
        using SiteLab good = await hub.JoinAsync($"good-{kind}"), bad = await hub.JoinAsync($"bad-{kind}");
        var training = await hub.BeginAsync($"spoiled-{kind}", [good, bad], request => request);
        using var wire = bad.Wire();
        var task = await LeasedAsync(wire, bad);
        var path = Path.GetTempFileName();
        if (kind == "junk")
            await File.WriteAllTextAsync(path, "no tensors at all, but long enough to be looked at", Stop);
        else
            SafetensorsWriter.Write(path, new Dictionary<string, string>(), [
                ("a", TensorType.F32, [kind == "shape" ? 3 : 1], (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<float>(kind == "shape" ? [1, 2, 3] : [float.NaN]).ToArray()),
                ("b", TensorType.F32, [2], MemoryMarshal.AsBytes<float>([1, 2]).ToArray())]);
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => SendAsync(wire, bad, task, path));
        Assert.Equal(("unfit-update", HttpStatusCode.BadRequest), (refused.Problem.Code, refused.Status));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        await using (good.Run(new AddingTrainer(2)))
            training = await hub.EndedAsync(training, good);
        Assert.All(await hub.NumbersAsync($"spoiled-{kind}"), number => Assert.Equal(2f, number));
        var part = training.Rounds[0].Sites.Single(site => site.Site == bad.Id);
        Assert.Equal(("rejected", false), (part.State, part.Kept));
        File.Delete(path);
    }

    [Fact]
    public async Task Piece_thatIsNotWhatTheSiteSigned_orThatALossOfPowerSpoiled_isSentAgain()
    {
        using var site = await hub.JoinAsync("pieces");
        using var http = new HttpClient { BaseAddress = hub.Hub.Address };
        using var stranger = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var training = await hub.BeginAsync("pieces", [site]);
        using var wire = site.Wire();
        var task = await LeasedAsync(wire, site);
        var path = Path.GetTempFileName();
        SafetensorsWriter.Write(path, new Dictionary<string, string>(), [
            ("a", TensorType.F32, [1], (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<float>([5]).ToArray()), ("b", TensorType.F32, [2], MemoryMarshal.AsBytes<float>([5, 5]).ToArray())]);
        var right = await File.ReadAllBytesAsync(path, Stop);
        var (first, second, flipped) = (right[..40], right[40..], right[..40]);
        flipped[20] ^= 1;

        async Task<(HttpStatusCode, string?)> PutAsync(long offset, byte[] signed, byte[] body, System.Security.Cryptography.ECDsa? key = null)
        {
            using var request = site.Signed(HttpMethod.Put, $"/api/v1/federation/tasks/{task.Id}/pieces?lease={task.Lease}&offset={offset}", signed, body, key);
            using var answer = await http.SendAsync(request, Stop);
            return (answer.StatusCode, answer.IsSuccessStatusCode ? null : HubProblem.Read(await answer.Content.ReadAsStringAsync(Stop), answer.StatusCode).Code);
        }

        async Task<long> HeldAsync()
        {
            using var request = site.Signed(HttpMethod.Get, $"/api/v1/federation/tasks/{task.Id}/pieces?lease={task.Lease}", [], []);
            using var answer = await http.SendAsync(request, Stop);
            return (await answer.Content.ReadFromJsonAsync<PiecesView>(Stop))!.Bytes;
        }

        Assert.Equal((HttpStatusCode.Unauthorized, "bad-signature"), await PutAsync(0, first, flipped));
        Assert.Equal((HttpStatusCode.Unauthorized, "bad-signature"), await PutAsync(0, first, first, stranger));
        Assert.Equal(0, await HeldAsync());
        Assert.Equal((HttpStatusCode.OK, null), await PutAsync(0, first, first));
        Assert.Equal((HttpStatusCode.Unauthorized, "bad-signature"), await PutAsync(40, second, flipped));
        Assert.Equal((HttpStatusCode.Conflict, "gap"), await PutAsync(0, first, first));
        Assert.Equal(40, await HeldAsync());

        // Of what had come the file's length outlived the loss of power, its bytes did not: the whole is sent again.
        var part = Directory.EnumerateFiles(hub.Hub.Options.DataFolder, $"{task.Id}.part", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(part, new byte[40], Stop);
        var spoiled = await Assert.ThrowsAsync<HubRefusedException>(() => SendAsync(wire, site, task, path));
        Assert.Equal("bad-hash", spoiled.Problem.Code);
        Assert.Equal(0, await HeldAsync());
        await SendAsync(wire, site, task, path);
        training = await hub.EndedAsync(training, site);
        Assert.True(training.State == "succeeded", training.Reason);
        Assert.All(await hub.NumbersAsync("pieces"), number => Assert.Equal(5f, number));
        File.Delete(path);
    }

    [Fact]
    public async Task Lease_thatWasGivenBack_andARoundThatIsOver_areRefused()
    {
        using SiteLab a = await hub.JoinAsync("late-a"), b = await hub.JoinAsync("late-b");
        var training = await hub.BeginAsync("late", [a, b], request => request with { Rounds = 1, MinimumSites = 1, DeadlineSeconds = 6 });
        using var wire = b.Wire();
        var task = await LeasedAsync(wire, b);
        var stale = await Assert.ThrowsAsync<HubRefusedException>(() => wire.HeartbeatAsync(task.Id, new("another", "", 0, 0), Stop));
        Assert.Equal("stale-lease", stale.Problem.Code);
        await using (a.Run(new AddingTrainer(1)))
            training = await hub.EndedAsync(training, a);
        Assert.Equal("succeeded", training.State);
        var over = await Assert.ThrowsAsync<HubRefusedException>(() => wire.HeartbeatAsync(task.Id, new(task.Lease, "", 0, 0), Stop));
        Assert.Equal(("round-over", HttpStatusCode.Conflict), (over.Problem.Code, over.Status));
    }

    [Fact]
    public async Task Requests_thatNoSiteSigned_orThatWereMadeBefore_areRefused()
    {
        using var site = await hub.JoinAsync("signed");
        using var wire = site.Wire();
        await wire.ReceiptsAsync(Stop);
        using var http = new HttpClient { BaseAddress = hub.Hub.Address };

        async Task<(HttpStatusCode, string?)> SendAsync(Action<HttpRequestMessage> change)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/federation/receipts");
            foreach (var line in site.Sent.Last().Split('\n').Where(line => line.StartsWith("Tsumugi-", StringComparison.Ordinal)))
                request.Headers.Add(line.Split(": ")[0], line.Split(": ")[1].Trim());
            change(request);
            using var answer = await http.SendAsync(request, Stop);
            return (answer.StatusCode, HubProblem.Read(await answer.Content.ReadAsStringAsync(Stop), answer.StatusCode).Code);
        }

        void Set(HttpRequestMessage request, string name, string value)
        {
            request.Headers.Remove(name);
            request.Headers.Add(name, value);
        }

        Assert.Equal((HttpStatusCode.Unauthorized, "replayed"), await SendAsync(_ => { }));
        Assert.Equal((HttpStatusCode.Unauthorized, "bad-signature"), await SendAsync(request => Set(request, SignedRequest.NonceHeader, "another-nonce-of-some-length")));
        Assert.Equal((HttpStatusCode.Unauthorized, "bad-signature"), await SendAsync(request => request.RequestUri = new("/api/v1/federation/receipts?more=1", UriKind.Relative)));
        Assert.Equal((HttpStatusCode.Unauthorized, "out-of-time"), await SendAsync(request => Set(request, SignedRequest.TimeHeader, "1")));
        Assert.Equal((HttpStatusCode.Unauthorized, "unknown-site"), await SendAsync(request => Set(request, SignedRequest.SiteHeader, "nobody")));
        Assert.Equal((HttpStatusCode.Unauthorized, "unsigned"), await SendAsync(request => request.Headers.Remove(SignedRequest.SiteHeader)));
        await hub.Hub.UseDbAsync(db => Tsumugi.Federation.Sites.RevokeSite.RunAsync(db, new() { PersonId = "boss", IsOperator = true }, "signed", DateTime.UtcNow, Stop));
        var revoked = await Assert.ThrowsAsync<HubRefusedException>(() => wire.ReceiptsAsync(Stop));
        Assert.Equal("unknown-site", revoked.Problem.Code);
    }

    [Fact]
    public async Task Receipts_thatDoNotFollow_areRefused()
    {
        using var site = await hub.JoinAsync("chained");
        using var wire = site.Wire();
        var first = ReceiptChain.Next(null, Receipt(site, "t", "00"));
        await wire.GiveReceiptAsync(first, Stop);
        foreach (var wrong in (SiteReceipt[])[first, ReceiptChain.Next(null, Receipt(site, "t", "01")), ReceiptChain.Next(first, Receipt(site, "t", "02")) with { Bytes = 9 }, ReceiptChain.Next(first, Receipt(site, "t", "02") with { Site = "other" })])
        {
            var refused = await Assert.ThrowsAsync<HubRefusedException>(() => wire.GiveReceiptAsync(wrong, Stop));
            Assert.Equal("broken-chain", refused.Problem.Code);
        }

        await wire.GiveReceiptAsync(ReceiptChain.Next(first, Receipt(site, "t", "02")), Stop);
        Assert.Equal(2, (await wire.ReceiptsAsync(Stop)).Count);
    }

    [Fact]
    public async Task Code_opensOnce()
    {
        using var steward = hub.Hub.Client(await hub.Hub.TokenAsync("owner"));
        using var enrolled = await steward.PostAsJsonAsync("/api/v1/federation/sites", new EnrolmentRequest { Id = "once", Institution = "lab" }, Stop);
        var code = (await enrolled.Content.ReadFromJsonAsync<EnrolmentView>(Stop))!.Code;
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        Assert.Equal("once", (await SiteHub.JoinAsync(hub.Hub.Address, code, key, Stop)).Site);
        var again = await Assert.ThrowsAsync<HubRefusedException>(() => SiteHub.JoinAsync(hub.Hub.Address, code, key, Stop));
        Assert.Equal("bad-code", again.Problem.Code);
        Assert.DoesNotContain(code, await hub.Hub.StoredTextAsync(Stop), StringComparison.Ordinal);
        Assert.DoesNotContain(code, hub.Hub.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_thatTheHubDidNotSign_isNotTaken()
    {
        using var site = await hub.JoinAsync("forged");
        await hub.BeginAsync("forged", [site]);
        using var wire = site.Wire();
        LeaseAnswer? answer = null;
        while ((answer = await wire.LeaseAsync(TimeSpan.FromSeconds(5), Stop)) is null)
        {
        }

        var keys = site.Folder.ReadIdentity().Keys;
        var now = DateTimeOffset.UtcNow;
        Assert.Equal("train", TaskToken.Read(answer.Token, keys, "forged", now).Kind);
        var parts = answer.Token.Split('.');
        var signed = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        var body = signed.Replace("\"round\":1", "\"round\":2", StringComparison.Ordinal);
        Assert.NotEqual(signed, body);
        foreach (var (token, who, when, words) in ((string, string, DateTimeOffset, string)[])[
            ($"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(body))}.{parts[2]}", "forged", now, "its signature is not the hub's"),
            (answer.Token, "another", now, "it is meant for another site"),
            (answer.Token, "forged", now.AddDays(2), "its time is over"),
            ("a.b.c", "forged", now, "it cannot be read")])
            Assert.Contains(words, Assert.Throws<ForgedTaskException>(() => TaskToken.Read(token, keys, who, when)).Message, StringComparison.Ordinal);
        Assert.Contains("does not trust", Assert.Throws<ForgedTaskException>(() => TaskToken.Read(answer.Token, [keys[0] with { Kid = "other" }], "forged", now)).Message, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(SiteLab site, Func<bool> reached)
    {
        for (var looks = 0; !reached(); looks++)
        {
            Assert.True(looks < 600, string.Join('\n', site.Said));
            await Task.Delay(100, Stop);
        }
    }

    private static async Task<SiteTask> LeasedAsync(SiteHub wire, SiteLab site)
    {
        for (var looks = 0; looks < 20; looks++)
        {
            if (await wire.LeaseAsync(TimeSpan.FromSeconds(2), Stop) is { } answer)
                return TaskToken.Read(answer.Token, site.Folder.ReadIdentity().Keys, site.Id, DateTimeOffset.UtcNow);
        }

        throw new TimeoutException("No task came.");
    }

    private static async Task SendAsync(SiteHub wire, SiteLab site, SiteTask task, string path)
    {
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path, Stop)));
        var receipt = new ReceiptFile(site.Folder.Receipts).Add(Receipt(site, task.Id, sha256));
        await wire.GiveReceiptAsync(receipt, Stop);
        await wire.SendAsync(task.Id, task.Lease, path, sha256, Stop);
        await wire.CompleteAsync(task.Id, new() { Lease = task.Lease, Sha256 = sha256, Receipt = receipt.Number, Examples = 1 }, Stop);
    }

    private static SiteReceipt Receipt(SiteLab site, string task, string sha256) => new()
    {
        Site = site.Id,
        Number = 0,
        At = new DateTime(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc),
        Training = "t",
        Round = 1,
        Kind = "train",
        Task = task,
        Dataset = "d",
        Sha256 = sha256,
        Bytes = 1,
        Before = "",
        Hash = "",
    };
}
