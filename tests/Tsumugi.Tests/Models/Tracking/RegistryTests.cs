using System.Net;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Registry;
using Tsumugi.Tests.Datasets;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Models.Tracking;

/// <summary>A registered model is a model repository, and a version one of its revisions.</summary>
public sealed class RegistryTests(TrackingHub hub) : IClassFixture<TrackingHub>
{
    [Fact]
    public async Task Version_is_a_revision_made_by_its_run_and_bound_by_what_the_run_used()
    {
        var (run, root) = await RunWithModelAsync("conditions");
        await hub.DoneAsync(
            "POST", "runs/log-inputs",
            $$$"""{"run_id": "{{{run}}}", "datasets": [{"tags": [], "dataset": {"name": "dataset:lab/secret", "digest": "abc", "source_type": "hub", "source": "x"}}]}""");
        await hub.DoneAsync("POST", "registered-models/create", """{"name": "bound", "tags": [{"key": "k", "value": "v"}], "description": "初版"}""");
        await hub.RefusedAsync("RESOURCE_ALREADY_EXISTS", "POST", "registered-models/create", """{"name": "bound"}""");
        var version = (await hub.DoneAsync("POST", "model-versions/create", $$"""{"name": "bound", "source": "mlflow-artifacts:/{{root}}/model", "run_id": "{{run}}", "tags": []}"""))["model_version"]!;
        Assert.Equal(("bound", "1", "READY", "None"), ((string)version["name"]!, (string)version["version"]!, (string)version["status"]!, (string)version["current_stage"]!));

        var (files, conditions, ancestors) = await hub.Hub.UseDbAsync(async db =>
        {
            var found = (await FindRepository.RevisionAsync(db, LabHub.Member, Act.Read, NodeRef.Of("model", "lab/bound"), default)).Value;
            return (await RevisionFiles.AllAsync(db, found, default), await EffectiveConditions.OfAsync(db, [found.Node], default), await Lineage.Ancestors(db, found.Node, default));
        });
        Assert.Equal(["MLmodel", "data/weights.bin"], files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Contains(ancestors.Nodes, reached => reached.Node == NodeRef.Of("run", run));
        Assert.Contains(conditions.Sources, source => source.Source == NodeRef.Of("dataset", "lab/secret"));
        Assert.Equal(Permission.GeneralResearch, conditions.Combined.Permission);
    }

    [Fact]
    public async Task Data_that_the_caller_may_not_use_is_noted_without_a_tie()
    {
        var experiment = await hub.ExperimentAsync("notes", "outsider");
        var run = await hub.RunAsync(experiment, "outsider");
        await hub.DoneAsync(
            "POST", "runs/log-inputs",
            $$$"""{"run_id": "{{{run}}}", "datasets": [{"dataset": {"name": "dataset:lab/secret", "digest": "a", "source_type": "", "source": ""}}, {"dataset": {"name": "dataset:lab/open", "digest": "b", "source_type": "", "source": ""}}]}""",
            "outsider");
        var used = await hub.Hub.UseDbAsync(async db => (await Lineage.Ancestors(db, NodeRef.Of("run", run), default)).Nodes.Select(reached => reached.Node.Whole.ToString()).ToList());
        Assert.Contains("dataset:lab/open", used);
        Assert.DoesNotContain("dataset:lab/secret", used);
    }

    [Fact]
    public async Task Versions_count_on_and_carry_aliases_tags_stages_and_their_files()
    {
        var (run, root) = await RunWithModelAsync("versions");
        await hub.DoneAsync("POST", "registered-models/create", """{"name": "lab/IrisClassifier"}""");
        for (var number = 1; number <= 3; number++)
        {
            await hub.PutAsync($"{root}/model/data/weights.bin", $"weights {number}");
            var made = await hub.DoneAsync("POST", "model-versions/create", $$"""{"name": "IrisClassifier", "source": "runs:/{{run}}/model", "run_id": "{{run}}", "description": "d{{number}}"}""");
            Assert.Equal($"{number}", (string)made["model_version"]!["version"]!);
        }

        var again = await hub.DoneAsync("POST", "model-versions/create", $$"""{"name": "IrisClassifier", "source": "runs:/{{run}}/model", "run_id": "{{run}}"}""");
        Assert.Equal("4", (string)again["model_version"]!["version"]!);
        await hub.DoneAsync("DELETE", "model-versions/delete", """{"name": "irisclassifier", "version": "4"}""");
        await hub.DoneAsync("POST", "registered-models/alias", """{"name": "irisclassifier", "alias": "champion", "version": "2"}""");
        await hub.RefusedAsync("INVALID_PARAMETER_VALUE", "POST", "registered-models/alias", """{"name": "irisclassifier", "alias": "v3", "version": "2"}""");
        await hub.DoneAsync("POST", "model-versions/transition-stage", """{"name": "irisclassifier", "version": "1", "stage": "production", "archive_existing_versions": "true"}""".Replace("\"true\"", "true", StringComparison.Ordinal));
        await hub.DoneAsync("POST", "model-versions/transition-stage", """{"name": "irisclassifier", "version": "3", "stage": "Production", "archive_existing_versions": true}""");
        await hub.DoneAsync("POST", "model-versions/set-tag", """{"name": "irisclassifier", "version": "2", "key": "checked", "value": "yes"}""");
        await hub.DoneAsync("POST", "registered-models/set-tag", """{"name": "irisclassifier", "key": "team", "value": "codon"}""");
        await hub.DoneAsync("PATCH", "model-versions/update", """{"name": "irisclassifier", "version": "2", "description": "更新"}""");
        await hub.DoneAsync("PATCH", "registered-models/update", """{"name": "irisclassifier", "description": "説明"}""");

        var champion = (await hub.DoneAsync("GET", "registered-models/alias?name=irisclassifier&alias=champion"))["model_version"]!;
        Assert.Equal(("2", "更新", """["champion"]""", """[{"key":"checked","value":"yes"}]"""),
            ((string)champion["version"]!, (string)champion["description"]!, champion["aliases"]!.ToJsonString(), champion["tags"]!.ToJsonString()));
        var model = (await hub.DoneAsync("GET", "registered-models/get?name=IrisClassifier"))["registered_model"]!;
        Assert.Equal(("説明", """[{"alias":"champion","version":"2"}]"""), ((string)model["description"]!, model["aliases"]!.ToJsonString()));
        Assert.Equal(["1 Archived", "2 None", "3 Production"], model["latest_versions"]!.AsArray().Select(one => $"{one!["version"]} {one["current_stage"]}"));
        var latest = await hub.DoneAsync("POST", "registered-models/get-latest-versions", """{"name": "irisclassifier", "stages": ["Production"]}""");
        Assert.Equal("3", (string)latest["model_versions"]![0]!["version"]!);

        await hub.DoneAsync("DELETE", $"/api/2.0/mlflow-artifacts/artifacts/{root}/model");
        var uri = (string)(await hub.DoneAsync("GET", "model-versions/get-download-uri?name=irisclassifier&version=1"))["artifact_uri"]!;
        var path = uri["mlflow-artifacts:/".Length..];
        var listed = await hub.DoneAsync("GET", $"/api/2.0/mlflow-artifacts/artifacts?path={path}");
        Assert.Equal(["MLmodel", "data"], listed["files"]!.AsArray().Select(file => (string)file!["path"]!));
        var (status, file) = await hub.SendAsync("member", "GET", $"/api/2.0/mlflow-artifacts/artifacts/{path}/data/weights.bin");
        Assert.Equal((HttpStatusCode.OK, "weights 1"), (status, (string)file["text"]!));
        foreach (var (filter, expected) in new[]
            { ("name = 'irisclassifier'", "3 2 1"), ("tags.checked = 'yes'", "2"), ("version_number > 1 and name = 'irisclassifier'", "3 2"), ($"run_id = '{run}' and name = 'lab/irisclassifier'", "3 2 1"), ("name = 'nothing'", "") })
        {
            var found = await hub.DoneAsync("GET", $"model-versions/search?filter={Uri.EscapeDataString(filter)}&max_results=100&order_by={Uri.EscapeDataString("version_number DESC")}");
            Assert.Equal(expected, string.Join(' ', found["model_versions"]!.AsArray().Select(one => (string)one!["version"]!)));
        }

        var models = await hub.DoneAsync("GET", $"registered-models/search?filter={Uri.EscapeDataString("tags.team = 'codon' and name ilike 'IRIS%'")}&max_results=10&order_by=name&order_by=last_updated_timestamp%20DESC");
        Assert.Equal("irisclassifier", (string)Assert.Single(models["registered_models"]!.AsArray())!["name"]!);
        Assert.Empty((await hub.DoneAsync("GET", "registered-models/search?filter=tags.team%20%3D%20'codon'", who: "outsider"))["registered_models"]!.AsArray());
    }

    [Fact]
    public async Task Logged_model_is_registered_as_the_client_of_version_three_does_and_copied()
    {
        var (run, root) = await RunWithModelAsync("three");
        var experiment = root.Split('/')[0];
        var id = (string)(await hub.DoneAsync("POST", "logged-models", $$"""{"experiment_id": "{{experiment}}", "name": "m", "source_run_id": "{{run}}"}"""))["model"]!["info"]!["model_id"]!;
        await hub.PutAsync($"{experiment}/models/{id}/artifacts/MLmodel", "three");
        await hub.DoneAsync("POST", "registered-models/create", """{"name": "third"}""");
        var made = await hub.DoneAsync("POST", "model-versions/create", $$"""{"name": "third", "source": "models:/{{id}}", "run_id": "{{run}}", "model_id": "{{id}}"}""");
        Assert.Equal(id, (string)made["model_version"]!["model_id"]!);
        await hub.DoneAsync("POST", "registered-models/alias", """{"name": "third", "alias": "best", "version": "1"}""");
        await hub.DoneAsync("POST", "registered-models/create", """{"name": "copy"}""");
        foreach (var source in (string[])["models:/third/1", "models:/lab:third@best"])
            await hub.DoneAsync("POST", "model-versions/create", $$"""{"name": "copy", "source": "{{source}}"}""");
        var parents = await hub.Hub.UseDbAsync(async db => (await Lineage.Ancestors(
            db, (await FindRepository.RevisionAsync(db, LabHub.Member, Act.Read, NodeRef.Of("model", "lab/copy"), default)).Value.Node, default)).Nodes.Select(one => one.Node.Whole.ToString()).ToList());
        Assert.Contains("model:lab/third", parents);
        Assert.Contains($"run:{run}", parents);
    }

    [Theory]
    [InlineData("s3://bucket/model")]
    [InlineData("file:///etc/passwd")]
    [InlineData("runs:/RUN/nothing")]
    [InlineData("runs:/RUN/../x")]
    [InlineData("models:/nothing")]
    public async Task Source_without_files_of_this_hub_is_refused(string source)
    {
        var (run, _) = await RunWithModelAsync($"sources {Guid.NewGuid():n}");
        await hub.SendAsync("member", "POST", "registered-models/create", """{"name": "sources"}""");
        await hub.RefusedAsync(
            "INVALID_PARAMETER_VALUE", "POST", "model-versions/create",
            $$"""{"name": "sources", "source": "{{source.Replace("RUN", run, StringComparison.Ordinal)}}"}""");
    }

    [Theory]
    [InlineData("registered-models/rename", "POST")]
    [InlineData("registered-models/delete", "DELETE")]
    public async Task What_the_thread_forbids_says_so(string path, string method)
    {
        await hub.SendAsync("member", "POST", "registered-models/create", """{"name": "permanent"}""");
        await hub.RefusedAsync("NOT_IMPLEMENTED", method, path, """{"name": "permanent", "new_name": "other"}""");
    }

    [Theory]
    [InlineData("IrisClassifier", "irisclassifier")]
    [InlineData("My model (v2)", "my-model-v2")]
    [InlineData("a.b_c-d", "a.b_c-d")]
    [InlineData("日本語", "")]
    public void Name_is_brought_into_the_form_of_addresses(string name, string expected) => Assert.Equal(expected, ModelName.ForAddress(name));

    private async Task<(string Run, string Root)> RunWithModelAsync(string experiment)
    {
        var number = await hub.ExperimentAsync(experiment);
        var run = await hub.RunAsync(number);
        var root = $"{number}/{run}/artifacts";
        await hub.PutAsync($"{root}/model/MLmodel", $"flavors of {experiment}");
        await hub.PutAsync($"{root}/model/data/weights.bin", "1234567");
        return (run, root);
    }
}
