using System.Net;
using System.Text.Json;
using Tsumugi.Models.Tracking.Artifacts;

namespace Tsumugi.Tests.Models.Tracking;

/// <summary>Files of runs and logged models, by proxy.</summary>
public sealed class ArtifactTests(TrackingHub hub) : IClassFixture<TrackingHub>
{
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    [Fact]
    public async Task File_comes_back_as_it_was_sent_and_is_listed_both_ways()
    {
        var experiment = await hub.ExperimentAsync("files");
        var run = await hub.RunAsync(experiment);
        var root = $"{experiment}/{run}/artifacts";
        await hub.PutAsync($"{root}/model/MLmodel", "flavors: {}");
        await hub.PutAsync($"{root}/model/data/weights.bin", "1234567");
        await hub.PutAsync($"{root}/note.txt", "old");
        await hub.PutAsync($"{root}/note.txt", "新しい");

        var (status, text) = await hub.SendAsync("member", "GET", $"{Proxy}/{root}/note.txt");
        Assert.Equal((HttpStatusCode.OK, "新しい"), (status, (string)text["text"]!));
        Assert.Equal(
            """[{"path":"model","is_dir":true},{"path":"note.txt","is_dir":false,"file_size":9}]""",
            (await hub.DoneAsync("GET", $"{Proxy}?path={Uri.EscapeDataString(root)}"))["files"]!.ToJsonString());
        Assert.Equal(
            """[{"path":"MLmodel","is_dir":false,"file_size":11},{"path":"data","is_dir":true}]""",
            (await hub.DoneAsync("GET", $"{Proxy}?path={root}/model"))["files"]!.ToJsonString());
        var listed = await hub.DoneAsync("GET", $"artifacts/list?run_id={run}&run_uuid={run}&path=model");
        Assert.Equal($"mlflow-artifacts:/{root}", (string)listed["root_uri"]!);
        Assert.Equal("""[{"path":"model/MLmodel","is_dir":false,"file_size":11},{"path":"model/data","is_dir":true}]""", listed["files"]!.ToJsonString());

        await hub.DoneAsync("DELETE", $"{Proxy}/{root}/model");
        Assert.Equal("""[{"path":"note.txt","is_dir":false,"file_size":9}]""", (await hub.DoneAsync("GET", $"artifacts/list?run_id={run}"))["files"]!.ToJsonString());
        await hub.RefusedAsync("RESOURCE_DOES_NOT_EXIST", "GET", $"{Proxy}/{root}/model/MLmodel");
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a/b c/日本語.txt", true)]
    [InlineData("..a/b..", true)]
    [InlineData("", false)]
    [InlineData("..", false)]
    [InlineData("a/../b", false)]
    [InlineData("a/./b", false)]
    [InlineData("/a", false)]
    [InlineData("a//b", false)]
    [InlineData("a/", false)]
    [InlineData("a\\..\\b", false)]
    [InlineData("C:/a", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\0", false)]
    public void Path_is_safe_or_refused(string path, bool fine) => Assert.Equal(fine, ArtifactPath.Fault(path) is null);

    [Fact]
    public void Path_beyond_a_thousand_bytes_is_refused()
    {
        Assert.Null(ArtifactPath.Fault(new string('a', 1_000)));
        Assert.NotNull(ArtifactPath.Fault(new string('あ', 334)));
    }

    [Theory]
    [InlineData("..%2f..%2fsecret")]
    [InlineData("%5c..%5csecret")]
    [InlineData("a%00b")]
    [InlineData("note.txt/below")]
    public async Task Hostile_path_is_refused_at_the_door(string path)
    {
        var experiment = await hub.ExperimentAsync($"hostile {Guid.NewGuid():n}");
        var run = await hub.RunAsync(experiment);
        await hub.PutAsync($"{experiment}/{run}/artifacts/note.txt", "x");
        var (status, answer) = await hub.SendAsync("member", "PUT", $"{Proxy}/{experiment}/{run}/artifacts/{path}", "x");
        Assert.True(status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound || path.Contains("%2f", StringComparison.Ordinal), $"{status} {answer}");
        var listed = await hub.DoneAsync("GET", $"artifacts/list?run_id={run}");
        Assert.DoesNotContain(listed["files"]!.AsArray(), file => ((string)file!["path"]!).Contains("..", StringComparison.Ordinal) && ((string)file["path"]!).Contains('/', StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_of_one_run_is_not_reached_through_another_experiment()
    {
        var (mine, other) = (await hub.ExperimentAsync("mine"), await hub.ExperimentAsync("other"));
        var run = await hub.RunAsync(mine);
        await hub.PutAsync($"{mine}/{run}/artifacts/a", "x");
        await hub.RefusedAsync("RESOURCE_DOES_NOT_EXIST", "GET", $"{Proxy}/{other}/{run}/artifacts/a");
    }

    [Fact]
    public async Task Logged_model_is_made_filled_finished_and_found()
    {
        var experiment = await hub.ExperimentAsync("logged models");
        var run = await hub.RunAsync(experiment);
        var created = await hub.DoneAsync(
            "POST", "logged-models",
            $$"""{"experiment_id": "{{experiment}}", "name": "encoder", "model_type": "", "source_run_id": "{{run}}", "params": [{"key": "lr", "value": "1"}], "tags": [{"key": "k", "value": "v"}]}""");
        var info = created["model"]!["info"]!;
        var id = (string)info["model_id"]!;
        Assert.Equal($"mlflow-artifacts:/{experiment}/models/{id}/artifacts", (string)info["artifact_uri"]!);
        Assert.Equal("LOGGED_MODEL_PENDING", (string)info["status"]!);
        await hub.PutAsync($"{experiment}/models/{id}/artifacts/MLmodel", "x");
        await hub.DoneAsync("POST", $"logged-models/{id}/params", """{"params": [{"key": "depth", "value": "3"}]}""");
        await hub.DoneAsync("PATCH", $"logged-models/{id}/tags", """{"tags": [{"key": "extra", "value": "1"}]}""");
        await hub.DoneAsync("DELETE", $"logged-models/{id}/tags/k");
        var ready = await hub.DoneAsync("PATCH", $"logged-models/{id}", $$"""{"model_id": "{{id}}", "status": "LOGGED_MODEL_READY"}""");
        Assert.Equal("LOGGED_MODEL_READY", (string)ready["model"]!["info"]!["status"]!);
        Assert.Equal("""[{"key":"extra","value":"1"}]""", ready["model"]!["info"]!["tags"]!.ToJsonString());
        Assert.Equal(["depth", "lr"], ready["model"]!["data"]!["params"]!.AsArray().Select(one => (string)one!["key"]!));
        Assert.Equal("MLmodel", (string)(await hub.DoneAsync("GET", $"logged-models/{id}/artifacts/directories"))["files"]![0]!["path"]!);

        await hub.DoneAsync("POST", "runs/outputs", $$"""{"run_id": "{{run}}", "models": [{"model_id": "{{id}}", "step": 7}]}""");
        Assert.Equal($$"""[{"model_id":"{{id}}","step":7}]""", (await hub.GetRunAsync(run))["outputs"]!["model_outputs"]!.ToJsonString());
        foreach (var (filter, found) in new[] { ("name = 'encoder'", 1), ("tags.extra = '1'", 1), ("params.lr = '2'", 0), ("status = 'LOGGED_MODEL_READY'", 1) })
        {
            var answer = await hub.DoneAsync(
                "POST", "logged-models/search",
                $$"""{"experiment_ids": ["{{experiment}}"], "filter": {{JsonSerializer.Serialize(filter)}}, "order_by": [{"field_name": "creation_time", "ascending": false}]}""");
            Assert.Equal(found, answer["models"]!.AsArray().Count);
        }

        await hub.DoneAsync("DELETE", $"logged-models/{id}");
        await hub.RefusedAsync("RESOURCE_DOES_NOT_EXIST", "GET", $"logged-models/{id}");
    }
}
