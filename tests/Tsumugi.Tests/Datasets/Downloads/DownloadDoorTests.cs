using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Drs;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub.Signing;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Projects;
using Tsumugi.Projects.Applications;
using Tsumugi.Tests.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets.Downloads;

/// <summary>Files with conditions come out of no door for whoever does not meet them, under no name and by no token.</summary>
public sealed class DownloadDoorTests(ProjectLab lab) : IClassFixture<ProjectLab>, IAsyncLifetime
{
    private const string LungCancer = "MONDO:0008903";
    private const string Cancer = "MONDO:0004992";

    private static readonly DataUseConditions ForCancer = new() { Permission = Permission.DiseaseSpecific, Diseases = [Cancer] };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await ProjectAsync("lung-study", LungCancer);
        await ProjectAsync("general-study", null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Doors of a dataset: what they are called, and how they are asked.</summary>
    public static TheoryData<string, string> Doors => new()
    {
        { "GET /datasets/{id}/resolve/main/data.csv", "" },
        { "HEAD /datasets/{id}/resolve/main/data.csv", "" },
        { "GET /datasets/{id}/raw/main/data.csv", "" },
        { "GET /datasets/{id}/resolve/{revision}/data.csv", "" },
        { "GET /api/datasets/{id}/xet-read-token/main", "" },
        { "POST /datasets/{id}.git/info/lfs/objects/batch", """{"operation":"download","transfers":["basic"],"objects":[{"oid":"{sha}","size":{size}}]}""" },
        { "GET /api/v1/datasets/{id}/revisions/{revision}/files/data.csv", "" },
        { "GET /api/v1/datasets/{id}/history", "" },
        { "GET /api/v1/datasets/{id}/contents/{sha}", "" },
        { "GET /api/v1/datasets/{id}/tables/shape?file=data.csv", "" },
        { "GET /api/v1/datasets/{id}/tables/rows?file=data.csv", "" },
        { "POST /api/v1/datasets/{id}/tables/sql", """{"file":"data.csv","sql":"select count(*) from data"}""" },
        { "GET /api/v1/datasets/{id}/tensors", "" },
        { "GET /ga4gh/drs/v1/objects/{drs}/access/https", "" },
        { "GET /ga4gh/htsget/variants/dataset~{tilde}~main~data.csv", "" },
        { "POST /ga4gh/htsget/reads/dataset~{tilde}~{revision}~data.csv", "{}" },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Door_asks_what_the_data_are_wanted_for(string door, string body)
    {
        var file = await DatasetAsync($"door-{Math.Abs(StringComparer.Ordinal.GetHashCode(door))}", ForCancer);
        var cases = new (string Who, string? Project, bool Passes)[]
        {
            ("outsider", null, false), ("outsider", "general-study", false), ("outsider", "lung-study", true),

            // Whoever gave the data has them back; in the name of a project they are used like anybody else's.
            ("member", null, true), ("member", "general-study", false), ("member", "lung-study", true), ("boss", null, true),
        };
        foreach (var (who, project, passes) in cases)
        {
            using var answer = await AskAsync(file, door, body, await ClientAsync(who, project));
            var said = $"{answer.Headers} {await answer.Content.ReadAsStringAsync(Stop)}";

            // There is no worker here: a table that may be read fails later. And a table holds no reads.
            var passed = door.Contains("/tables/", StringComparison.Ordinal) || door.Contains("/htsget/", StringComparison.Ordinal) ? answer.StatusCode != HttpStatusCode.Forbidden : answer.IsSuccessStatusCode;
            Assert.True(passes == passed, $"{door} by {who} for {project}: {answer.StatusCode} {said}");
            if (passes)
                continue;
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("DUO:0000007", said, StringComparison.Ordinal);
            Assert.Contains($"dataset:{file.Id}", said, StringComparison.Ordinal);
            if (!door.StartsWith("HEAD", StringComparison.Ordinal))
                Assert.Contains("data access committee", said.Replace("データアクセス委員会", "data access committee", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Card_is_read_by_everybody_and_unrestricted_files_as_before()
    {
        var file = await DatasetAsync("card-stays", ForCancer);
        var outsider = await ClientAsync("outsider", null);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(file, "GET /datasets/{id}/resolve/main/README.md", "", outsider)).StatusCode);
        var open = await DatasetAsync("card-open", new() { Permission = Permission.GeneralResearch, Licences = ["CC-BY-NC-4.0"] });
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(open, "GET /datasets/{id}/resolve/main/data.csv", "", outsider)).StatusCode);
        Assert.Equal(0, await RecordedAsync(open));
    }

    [Fact]
    public async Task Project_may_be_named_in_the_address_and_must_be_ones_own()
    {
        var file = await DatasetAsync("in-address", ForCancer);
        var outsider = await ClientAsync("outsider", null);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv?project=lung-study", "", outsider)).StatusCode);
        using var second = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("second"));
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv?project=lung-study", "", second)).StatusCode);
        var bound = await ClientAsync("outsider", "general-study");
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv?project=lung-study", "", bound)).StatusCode);
    }

    [Fact]
    public async Task Pages_of_genes_and_of_changes_show_nothing_of_what_is_in_the_files()
    {
        var file = await DatasetAsync("gene-pages", ForCancer);
        Assert.False((await lab.Lab.ImportAsync(file.Id, LabHub.GenBank.Replace("TEST_1", "GATED_1", StringComparison.Ordinal))).Refused);
        using var outsider = await lab.Lab.Hub.SignedInAsync("outsider");
        foreach (var page in (string[])["genes", "genes/T_1", "quality"])
            Assert.Equal(HttpStatusCode.Forbidden, (await outsider.GetAsync($"/datasets/{file.Id}/{page}")).StatusCode);
        var commit = await lab.Lab.Hub.UseDbAsync(db => db.Set<Commit>().Where(row => row.Name == "gene-pages").OrderBy(row => row.Depth).Select(row => row.Oid).FirstAsync(Stop));
        var changes = await (await outsider.GetAsync($"/datasets/{file.Id}/commit/{commit}")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("data.csv", changes, StringComparison.Ordinal);
        Assert.DoesNotContain("gene-pages-7,7", changes, StringComparison.Ordinal);
        using var member = await lab.Lab.Hub.SignedInAsync("member");
        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync($"/datasets/{file.Id}/genes/T_1")).StatusCode);
        Assert.Contains("gene-pages-7,7", await (await member.GetAsync($"/datasets/{file.Id}/commit/{commit}")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Xet_reconstructs_nothing_that_the_token_s_person_may_not_have()
    {
        var file = await DatasetAsync("by-xet", ForCancer);
        var open = await DatasetAsync("by-xet-open", new() { Permission = Permission.GeneralResearch });
        var hash = await lab.Lab.Hub.UseDbAsync(db => db.Set<Tsumugi.Hub.Content.ContentRow>().Where(row => row.Sha256 == file.Sha256).Select(row => row.XetHash).SingleAsync(Stop));

        // The data's own people hold a token to write; it opens what it would open without a project.
        Assert.Equal(HttpStatusCode.OK, (await ReconstructAsync(file, "member", null, "xet-write-token", hash)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ReconstructAsync(file, "member", "general-study", "xet-write-token", hash)).StatusCode);

        // A token for another repository opens none of this one's files.
        Assert.Equal(HttpStatusCode.NotFound, (await ReconstructAsync(open, "outsider", null, "xet-read-token", hash)).StatusCode);
    }

    [Fact]
    public async Task Conditions_follow_into_copies_subsets_and_models_of_whoever_took_the_data()
    {
        var file = await DatasetAsync("followed", ForCancer);
        await lab.Lab.Hub.AddPersonAsync("thief", false, "elsewhere");
        var copy = await lab.Lab.Hub.UseDbAsync(db => new CreateRepository { Kind = RepositoryKinds.Dataset, InstitutionId = "elsewhere", Name = "mine", TitleJa = "", TitleEn = "", Conditions = DataUseConditions.None }
            .RunAsync(db, Thief, DateTime.UtcNow, Stop));
        var lung = await ClientAsync("outsider", "lung-study");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv", "", lung)).StatusCode);
        var again = await CommitAsync(copy.Value, file.Text, Thief);
        using var thief = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("thief"));
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(again, "GET /datasets/{id}/resolve/main/data.csv", "", thief)).StatusCode);

        var model = await lab.Lab.BeginAsync(RepositoryKinds.Model, "followed-model", Visibility.Hub);
        var revision = await lab.Lab.Hub.UseDbAsync(async db =>
        {
            var made = await new AddRevision
            {
                Repository = (await db.FindAsync<Repository>([model.Kind, model.InstitutionId, model.Name], Stop))!,
                Actor = LabHub.Member.Node,
                PersonId = "member",
                Files = [new("data.csv", file.Sha256, file.Text.Length)],
                Sources = [(Relations.DerivedFrom, file.Revision)],
            }.StageAsync(db, DateTime.UtcNow, Stop);
            await db.SaveChangesAsync(Stop);
            return made;
        });
        Assert.Equal(HttpStatusCode.Forbidden, (await thief.GetAsync(new Uri($"/api/v1/models/lab/followed-model/revisions/{revision.Hash}/files/data.csv", UriKind.Relative), Stop)).StatusCode);
    }

    /// <summary>MLflow's doors to what a run left behind: its files, and those of the model version made of them.</summary>
    [Theory]
    [InlineData("GET /api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/model/MLmodel")]
    [InlineData("GET /api/2.0/mlflow-artifacts/artifacts/models/lab/{name}/1/MLmodel")]
    public async Task Mlflow_door_asks_what_the_data_of_the_run_are_wanted_for(string door)
    {
        var name = $"tracked-{Math.Abs(StringComparer.Ordinal.GetHashCode(door))}";
        var file = await DatasetAsync(name, ForCancer);
        var member = await ClientAsync("member", null);
        async Task<JsonNode> SendAsync(string path, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await member.PostAsync(new Uri($"/api/2.0/mlflow/{path}", UriKind.Relative), content, Stop);
            var text = await answer.Content.ReadAsStringAsync(Stop);
            Assert.True(answer.IsSuccessStatusCode, text);
            return JsonNode.Parse(text)!;
        }

        var experiment = (string)(await SendAsync("experiments/create", $$"""{"name":"lab/{{name}}"}"""))["experiment_id"]!;
        var run = (string)(await SendAsync("runs/create", $$"""{"experiment_id":"{{experiment}}"}"""))["run"]!["info"]!["run_id"]!;
        await SendAsync("runs/log-inputs", $$$"""{"run_id":"{{{run}}}","datasets":[{"tags":[],"dataset":{"name":"{{{file.Revision}}}","digest":"1","source_type":"hub","source":""}}]}""");
        using (var bytes = new StringContent(name))
            Assert.True((await member.PutAsync(new Uri($"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/model/MLmodel", UriKind.Relative), bytes, Stop)).IsSuccessStatusCode);
        await SendAsync("registered-models/create", $$"""{"name":"lab/{{name}}"}""");
        await SendAsync("model-versions/create", $$"""{"name":"lab/{{name}}","source":"runs:/{{run}}/model","run_id":"{{run}}"}""");

        var filled = door.Replace("{experiment}", experiment, StringComparison.Ordinal).Replace("{run}", run, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal);
        foreach (var (project, passes) in new (string?, bool)[] { (null, true), ("general-study", false), ("lung-study", true) })
        {
            using var answer = await AskAsync(file, filled, "", await ClientAsync("member", project));
            var said = await answer.Content.ReadAsStringAsync(Stop);
            Assert.True(passes == answer.IsSuccessStatusCode, $"{filled} for {project}: {answer.StatusCode} {said}");
            if (!passes)
                Assert.Contains("DUO:0000007", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Weights_that_may_not_leave_stay_even_where_research_is_free()
    {
        var data = await DatasetAsync("kept-weights", new() { Permission = Permission.GeneralResearch, WeightsRelease = Allowance.NotAllowed });
        await lab.Lab.Hub.UseDbAsync(db => new CreateRepository { Kind = RepositoryKinds.Model, InstitutionId = "elsewhere", Name = "kept", TitleJa = "", TitleEn = "", Conditions = DataUseConditions.None }
            .RunAsync(db, Thief, DateTime.UtcNow, Stop));
        var outsider = await ClientAsync("outsider", null);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(data, "GET /datasets/{id}/resolve/main/data.csv", "", outsider)).StatusCode);
        var decision = await lab.Lab.Hub.UseDbAsync(async db => (await EffectiveConditions.OfAsync(db, [data.Revision], Stop)).Decide(AskDownload.Take(RepositoryKinds.Model), DateTime.UtcNow));
        Assert.Equal("TSUMUGI:weights-release", decision.Findings[0].Rule);
        Assert.Equal(Ruling.Refused, decision.Ruling);
    }

    [Fact]
    public async Task Obligations_are_recorded_once_a_day_with_who_and_for_what()
    {
        var file = await DatasetAsync("with-duties", new() { Permission = Permission.GeneralResearch, Modifiers = [Modifier.CollaborationRequired, Modifier.ReturnToDatabase] });
        var outsider = await ClientAsync("outsider", "general-study");
        for (var times = 0; times < 3; times++)
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv", "", outsider)).StatusCode);
        Assert.Equal(1, await RecordedAsync(file));
        await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv", "", await ClientAsync("outsider", null));
        Assert.Equal(2, await RecordedAsync(file));
    }

    [Fact]
    public async Task Grant_opens_the_door_for_its_project_and_ends_by_itself()
    {
        var file = await DatasetAsync("granted", ForCancer);
        var client = await ClientAsync("outsider", "general-study");
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv", "", client)).StatusCode);
        await GrantAsync(file, DateOnly.FromDateTime(DateTime.UtcNow).AddDays(30));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv", "", client)).StatusCode);
        Assert.Equal(1, await RecordedAsync(file));
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv", "", await ClientAsync("outsider", null))).StatusCode);
        await lab.Lab.Hub.UseDbAsync(db => db.Set<UseApplication>().Where(row => row.Source == $"dataset:{file.Id}")
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.Until, DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1)), Stop));
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(file, "GET /datasets/{id}/resolve/main/data.csv", "", client)).StatusCode);
    }

    private static Caller Thief { get; } = new() { PersonId = "thief", Memberships = new Dictionary<string, InstitutionRole> { ["elsewhere"] = InstitutionRole.Researcher } };

    private async Task<StoredFile> DatasetAsync(string name, DataUseConditions conditions)
    {
        var made = await lab.Lab.Hub.UseDbAsync(db => new CreateRepository { Kind = RepositoryKinds.Dataset, InstitutionId = "lab", Name = name, TitleJa = name, TitleEn = name, Conditions = conditions }
            .RunAsync(db, LabHub.Member, DateTime.UtcNow, Stop));
        return await CommitAsync(made.Value, string.Concat("name,value\n", string.Join('\n', Enumerable.Range(0, 40).Select(at => $"{name}-{at},{at}")), "\n"), LabHub.Member);
    }

    private async Task<StoredFile> CommitAsync(Repository into, string text, Caller caller)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(caller.PersonId!));
        string Line(string path, string content) => $$$"""{"key":"file","value":{"path":"{{{path}}}","content":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}}}","encoding":"base64"}}""";
        using var body = new StringContent(string.Join('\n', """{"key":"header","value":{"summary":"files","description":""}}""", Line("data.csv", text), Line("README.md", $"# {into.Name}")), Encoding.UTF8, "application/x-ndjson");
        using var answer = await client.PostAsync(new Uri($"/api/datasets/{into.Id}/commit/main", UriKind.Relative), body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return await lab.Lab.Hub.UseDbAsync(async db =>
        {
            var newest = (await FindRepository.NewestAsync(db, into, Stop))!;
            return new StoredFile(into.Id, newest.Node, (await RevisionFiles.FindAsync(db, newest, "data.csv", Stop))!.Hash, text);
        });
    }

    private static async Task<HttpResponseMessage> AskAsync(StoredFile file, string door, string body, HttpClient client)
    {
        string Filled(string text) => text.Replace("{id}", file.Id, StringComparison.Ordinal).Replace("{revision}", file.Revision.Revision, StringComparison.Ordinal)
            .Replace("{sha}", file.Sha256, StringComparison.Ordinal).Replace("{size}", $"{file.Text.Length}", StringComparison.Ordinal)
            .Replace("{tilde}", file.Id.Replace('/', '~'), StringComparison.Ordinal)
            .Replace("{drs}", new DrsId("dataset", file.Id, file.Sha256, null).ToString(), StringComparison.Ordinal);
        var (method, path) = (door.Split(' ')[0], Filled(door.Split(' ')[1]));
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        if (body.Length > 0)
            request.Content = new StringContent(Filled(body), Encoding.UTF8, "application/json");
        return await client.SendAsync(request, Stop);
    }

    private async Task<HttpResponseMessage> ReconstructAsync(StoredFile file, string who, string? project, string token, string hash)
    {
        var client = await ClientAsync(who, project);
        var given = await client.GetFromJsonAsync<JsonObject>(new Uri($"/api/datasets/{file.Id}/{token}/main", UriKind.Relative), Stop);
        using var xet = lab.Lab.Hub.Client((string)given!["accessToken"]!);
        return await xet.GetAsync(new Uri($"/xet/v1/reconstructions/{hash}", UriKind.Relative), Stop);
    }

    private async Task<HttpClient> ClientAsync(string who, string? project)
    {
        if (project is null)
            return lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(who));
        var command = new CreateToken { PersonId = who, Name = "bound", Scope = TokenScope.Write, Lifetime = TimeSpan.FromHours(1), ProjectId = project };
        return lab.Lab.Hub.Client((await lab.Lab.Hub.UseDbAsync(db => command.RunAsync(db, NodeRef.Of("person", who), DateTime.UtcNow, Stop))).Value.Secret);
    }

    private async Task ProjectAsync(string id, string? disease)
    {
        if (await lab.Lab.Hub.UseDbAsync(db => db.Set<Project>().AnyAsync(row => row.Id == id, Stop)))
            return;
        await lab.BeginAsync(id, new() { Disease = disease });
        var added = await lab.Lab.Hub.UseDbAsync(db => new AddMember(id, "outsider", "elsewhere", "member").RunAsync(db, LabHub.Member, Stop));
        Assert.False(added.Refused, added.Refusal?.Reason.En);
    }

    private Task<int> RecordedAsync(StoredFile file)
    {
        var revision = file.Revision.ToString();
        return lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().CountAsync(
            row => row.Kind == "data.downloaded" && db.Set<TieRow>().Any(tie => tie.Seq == row.Seq && tie.To == revision && tie.Relation == Relations.Used), Stop));
    }

    private Task<int> GrantAsync(StoredFile file, DateOnly until) => lab.Lab.Hub.UseDbAsync(async db =>
    {
        var row = new UseApplication
        {
            Id = "granted-here",
            Source = $"dataset:{file.Id}",
            OwnerId = "lab",
            ProjectId = "general-study",
            PersonId = "outsider",
            InstitutionId = "elsewhere",
            Purpose = "to compare",
            Rules = ["DUO:0000007"],
            TrainedOn = new(2026, 4, 1),
            Security = SecurityLevel.Standard,
            Until = until,
            CreatedAt = DateTime.UtcNow,
            State = ApplicationState.Granted,
            DecidedAt = DateTime.UtcNow,
        };
        var signed = lab.Lab.Hub.Services.GetRequiredService<HubSigner>().Sign(row.SignedText);
        (row.KeyId, row.Signature) = (signed.KeyId, signed.Value);
        db.Add(row);
        return await db.SaveChangesAsync(Stop);
    });

    private sealed record StoredFile(string Id, NodeRef Revision, string Sha256, string Text);
}
