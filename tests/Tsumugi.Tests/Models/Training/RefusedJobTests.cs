using System.Net;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Tests.Models.Training;

/// <summary>Data and models that a job cannot use: it fails at its first start, with one line that says what, where and how to mend it.</summary>
[Collection(nameof(TrainingHub))]
public sealed class RefusedJobTests(TrainingHub hub)
{
    private static int _number;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sequence,stability,set\nMKT,1.5,train\n", "measured.csv, fitness: The table has no such column; it has sequence, stability, set. Name columns that it has.")]
    [InlineData("sequence,fitness,set\nMKT,1.5,train\nMKV,1.9.4,train\n", "measured.csv, row 2: '1.9.4' is no number; write one with a decimal point, or leave the cell empty")]
    [InlineData("sequence,fitness,set\nMKT,1.5,train\nMK1,1.9,train\n", "measured.csv, row 2: '1' at position 3")]
    [InlineData("sequence,fitness,set\nMKT,1.5,test\n", "no row of *.csv is train in column set, so there is nothing to train on.")]
    public async Task Finetune_ofATableThatDoesNotFit_saysWhere(string table, string words)
    {
        var name = Next();
        await hub.AddAsync(RepositoryKinds.Dataset, name, ("measured.csv", table));
        hub.Recipe("finetune-fitness", _ => { });
        await RefusedAsync(await hub.SubmitAsync("finetune-fitness", name, ("model", TrainingHub.Encoder), ("data", $"dataset:lab/{name}")), words);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HubRefusedException>(() => hub.Member.ModelAsync($"lab/{name}", Stop))).Status);
    }

    [Theory]
    [InlineData("cells.mtx", "%%MatrixMarket matrix coordinate integer general\n3 2 1\n1 1 x\n", "barcodes.tsv: The folder has no such file, plain or .gz.")]
    [InlineData("cells.h5ad", "no HDF5", "cells.h5ad")]
    [InlineData("cells.csv", "a,b\n", "cells.csv is no matrix of cells by its name; choose files that end in .h5ad,")]
    public async Task Pretrain_onCellsThatCannotBeRead_saysWhere(string file, string text, string words)
    {
        var name = Next();
        await hub.AddAsync(RepositoryKinds.Dataset, name, (file, text));
        hub.Recipe("pretrain-cells", recipe => recipe["data"]!["files"] = "*", "pretrain-any-cells");
        await RefusedAsync(await hub.SubmitAsync("pretrain-any-cells", name, ("data", $"dataset:lab/{name}")), words);
    }

    [Theory]
    [InlineData("MKT\n>a\nMKT\n", "proteins.fa, line 1")]
    [InlineData(">a\nMKT\n>b\nMK1\n", "proteins.fa, line 4")]
    public async Task Continue_withAFileThatDoesNotFit_saysWhere(string fasta, string words)
    {
        var name = Next();
        await hub.AddAsync(RepositoryKinds.Dataset, name, ("proteins.fa", fasta));
        hub.Recipe("continue-protein", recipe => recipe.Remove("replay"), "continue-alone");
        await RefusedAsync(await hub.SubmitAsync("continue-alone", name, ("model", TrainingHub.Encoder), ("data", $"dataset:lab/{name}")), words);
    }

    [Fact]
    public async Task Finetune_byARecipeWithMistakes_namesThemAll()
    {
        hub.Recipe("finetune-fitness", recipe => (recipe["step"], recipe["head"]!["kind"]) = (3, "ranking"), "finetune-wrong");
        await RefusedAsync(
            await hub.SubmitAsync("finetune-wrong", Next(), ("model", TrainingHub.Encoder), ("data", TrainingHub.Variants)),
            "The recipe (finetune) cannot be run: 'step' is no field of it; head: 'kind' is one of");
    }

    [Theory]
    [InlineData("finetune-fitness", "config.json", """{"view":"protein","vocabulary":33,"padding":1,"width":16,"layers":1,"heads":2,"maxTokens":66}""", "has none of model.safetensors,")]
    [InlineData("export", "config.json", """{"view":"protein","vocabulary":33}""", "config.json describes no encoder that can be run here: it cannot be read")]
    [InlineData("finetune-fitness", "config.json", """{"view":"protein","vocabulary":33,"padding":1,"width":16,"layers":1,"heads":3,"maxTokens":66}""", "the width 16 is not a multiple of twice the 3 heads")]
    [InlineData("export", "README.md", "# A model", "has no config.json, which says what the model is")]
    public async Task Models_withoutWhatAnEncoderIs_areRefusedByName(string recipe, string path, string text, string words)
    {
        var name = Next();
        await hub.AddAsync(RepositoryKinds.Model, name, (path, text));
        hub.Recipe(recipe, _ => { });
        await RefusedAsync(
            recipe == "export"
                ? await hub.SubmitAsync(recipe, null, ("model", $"model:lab/{name}"))
                : await hub.SubmitAsync(recipe, Next(), ("model", $"model:lab/{name}"), ("data", TrainingHub.Variants)),
            words);
        Assert.Single((await hub.Member.ModelAsync($"lab/{name}", Stop)).Revisions);
    }

    [Fact]
    public async Task Models_ofAnotherSort_areRefusedByTheInputThatTheyStandFor()
    {
        const string Genes = "dataset:lab/open";
        hub.Recipe("align-quick", _ => { });
        hub.Recipe("measure-quick", _ => { });
        await RefusedAsync(
            await hub.SubmitAsync("align-quick", Next(), ("genes", Genes), ("dna", TrainingHub.Encoder), ("protein", TrainingHub.Encoder), ("text", TrainingHub.Encoder)),
            "is a model of the view 'protein'; choose one that reads dna.");
        await RefusedAsync(
            await hub.SubmitAsync("measure-quick", null, ("genes", Genes), ("model", TrainingHub.Encoder)),
            "it is not of a model that connects views, as 'align' makes them");
    }

    private static string Next() => $"refused-{Interlocked.Increment(ref _number)}";

    private async Task RefusedAsync(JobView submitted, string words)
    {
        var job = await hub.EndedAsync(submitted);
        Assert.True((job.State, job.Attempt) == (JobState.Failed, 1), job.ToString());
        Assert.Matches("^The worker ended with code [15]: ", job.Reason);
        Assert.Equal(job.Reason.Contains("code 5", StringComparison.Ordinal) ? FailureKind.Data : FailureKind.Code, job.Failure);
        Assert.Contains(words, job.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', job.Reason);
        Assert.DoesNotContain(hub.Hub.Options.DataFolder, job.Reason, StringComparison.Ordinal);
        Assert.Empty(job.Outputs);
    }
}
