using System.Text.Json;
using System.Text.RegularExpressions;
using Tsumugi.Client.Models;

namespace Tsumugi.Web.Tests;

/// <summary><c>tsumugi model infer</c> as a process of its own: sequences in, what a worker of the real server says of them out.</summary>
[Collection(nameof(ServedEsm))]
public sealed class InferCommandTests(ServedEsm served)
{
    private const string TwoProteins = ">first a protein\nMKTAYIAKQR\n>second\nMW\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sequences_ofAFileOrOfStandardInput_comeBackByNameWithTheirVectors()
    {
        var file = await FileAsync(TwoProteins);
        var (code, said) = await ResearcherCommand.RunAsync(served.Home, "model", "infer", ServedEsm.Model, file, "--outputs", "embedding,states", "--json");
        Assert.True(code == 0, said);
        var answer = JsonSerializer.Deserialize<SequencesAnswer>(said, JsonSerializerOptions.Web)!;
        Assert.Matches($"^model:{ServedEsm.Model}@[0-9a-f]{{64}}$", answer.Model);
        Assert.StartsWith("use:", answer.Use, StringComparison.Ordinal);
        Assert.Equal(["first", "second"], answer.Items.Select(item => item.Name));
        Assert.Equal([10, 2], answer.Items.Select(item => item.States!.Count));
        Assert.All(answer.Items, item => Assert.Equal(4, item.Embedding!.Count(float.IsFinite)));
        Assert.NotEqual(answer.Items[0].Embedding, answer.Items[1].Embedding);

        (code, said) = await ResearcherCommand.ReadAsync(served.Home, TwoProteins, "model", "infer", ServedEsm.Model, "-", "--json");
        Assert.True(code == 0, said);
        var piped = JsonSerializer.Deserialize<SequencesAnswer>(said, JsonSerializerOptions.Web)!;
        Assert.Equal(answer.Items[1].Embedding!, piped.Items[1].Embedding!, (one, other) => MathF.Abs(one - other) < 1e-5f);
        Assert.All(piped.Items, item => Assert.Null(item.States));
    }

    [Fact]
    public async Task Answer_withoutJson_isForReading()
    {
        var (code, said) = await ResearcherCommand.RunAsync(served.Home, "model", "infer", ServedEsm.Model, await FileAsync(TwoProteins), "--view", "protein");
        Assert.True(code == 0, said);
        Assert.Matches(
            new Regex($@"^first\n  embedding \[4\]( +-?\d\.\d{{3}}){{4}}\nsecond\n  embedding \[4\].*\nmodel:{ServedEsm.Model}@[0-9a-f]+\nuse:\S+\n$", RegexOptions.CultureInvariant), said);
    }

    [Theory]
    [InlineData(">a\nMK1\n", "", "Line 2 (sequence): ")]
    [InlineData(">a\nMKT\n>b\nMK!\n", "", "Line 4 (sequence): ")]
    [InlineData("MKT\n", "", "Line 1")]
    [InlineData(">a\nMKT\n", "--view dna", "There is no view 'dna'.\nChoose of protein.")]
    [InlineData(">a\nMKT\n", "--outputs nearest", "This model has no output 'nearest'.\nChoose of embedding, states.")]
    [InlineData(">a\nMKT\n", "--revision old", "no revision 'old'")]
    public async Task What_cannotBeAsked_isSaidWithItsRemedy_andEndsWith1(string fasta, string options, string words)
    {
        var (code, said) = await ResearcherCommand.RunAsync(
            served.Home, ["model", "infer", ServedEsm.Model, await FileAsync(fasta), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.StartsWith("tsumugi: ", said, StringComparison.Ordinal);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData("lab/none", "here.fa", 1, "lab/none")]
    [InlineData(ServedEsm.Model, "absent.fa", 1, "absent.fa")]
    [InlineData(ServedEsm.Model, "", 2, "file")]
    public async Task Models_andFiles_thatAreNotThere_areNamed(string model, string file, int expected, string words)
    {
        await File.WriteAllTextAsync(Path.Combine(served.Home.Path, "here.fa"), TwoProteins, Stop);
        var (code, said) = await ResearcherCommand.RunAsync(served.Home, ["model", "infer", model, .. file.Length == 0 ? Array.Empty<string>() : [Path.Combine(served.Home.Path, file)]]);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Equal(expected, code);
    }

    private async Task<string> FileAsync(string fasta)
    {
        var path = Path.Combine(served.Home.Path, "asked.fa");
        await File.WriteAllTextAsync(path, fasta, Stop);
        return path;
    }
}
