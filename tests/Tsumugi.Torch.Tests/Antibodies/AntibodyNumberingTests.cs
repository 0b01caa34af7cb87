using System.Text.Json;
using Tsumugi.Torch.Antibodies;
using Tsumugi.Torch.Encoders;
using TorchSharp;

namespace Tsumugi.Torch.Tests.Antibodies;

public sealed class AntibodyNumberingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What the makers' own program gives with these weights: 101 heavy chains, 10,746 residues.</summary>
    [Fact]
    public void Number_theMakersSequences_agreesOnEveryResidue()
    {
        var sequences = Sequences();
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.File("modelcheck", "anarcii_batch_expected_1.json")));
        using var model = Open();
        var numbered = model.Number(sequences, Stop);
        var differing = new List<string>();
        foreach (var (i, entry) in expected.RootElement.EnumerateArray().Index())
        {
            var labels = Labels(entry[0], sequences[i], entry[1].GetProperty("query_start").GetInt32());
            differing.AddRange(Enumerable.Range(0, sequences[i].Length).Where(at => numbered[i].Labels[at] != labels[at])
                .Select(at => $"sequence {i}, residue {at + 1}: {numbered[i].Labels[at]}, not {labels[at]}"));
            Assert.Equal(entry[1].GetProperty("chain_type").GetString(), $"{numbered[i].Chain}");
            Assert.Equal(entry[1].GetProperty("score").GetDouble(), numbered[i].Score, 0.001);
        }

        Assert.Empty(differing);
        Assert.Equal((101, 10_746), (numbered.Count, numbered.Sum(sequence => sequence.Labels.Count)));
        Assert.Equal(10_698, numbered.Sum(sequence => sequence.Labels.Count(label => label is not null)));
    }

    [Fact]
    public void Number_aSequenceAlone_isWhatItIsAmongOthers()
    {
        var sequences = Sequences();
        using var model = Open();
        var together = model.Number(sequences, Stop);
        foreach (var i in new[] { 0, 50, 100 })
        {
            var alone = model.Number([sequences[i]], Stop)[0];
            Assert.Equal(together[i].Labels, alone.Labels);
            Assert.Equal(together[i].Score, alone.Score, 1e-4);
        }
    }

    [Theory]
    [InlineData(300, 300)]
    [InlineData(0, 200)]
    [InlineData(150, 0)]
    public void Number_aLongProtein_findsTheDomainInIt(int before, int after)
    {
        // Human serum albumin's first residues (UniProt P02768), which hold no variable domain.
        const string Albumin = "DAHKSEVAHRFKDLGEENFKALVLIAFAQYLQQCPFEDHVKLVNEVTEFAKTCVADESAENCDKSLHTLFGDKLCTVATLRETYGEMADCCAKQEPERNECFLQHKDDNPNLPRLVRPEVDVMCTAFHDNEETFLKKYLYEIARRHPYFYAPELLFFAKRYKAAFTECCQAADKAACLLPKLDELRDEGKASSAKQRLKCASLQKFGERAFKAWAVARLSQRFPKAEFAEVSKLVTDLTKVHTECCHGDLLECADDRADLAKYICENQDSISSKLKECCEKPLLEKSHCIAEV";
        var domain = Sequences().First(sequence => sequence.EndsWith("GTLVTVSS", StringComparison.Ordinal));
        using var model = Open();
        var alone = model.Number([domain], Stop)[0];
        var within = model.Number([Repeated(before) + domain + Repeated(after)], Stop)[0];
        Assert.Null(within.Problem);
        Assert.Equal(alone.Chain, within.Chain);
        Assert.Equal(before + domain.Length + after, within.Labels.Count);
        var labels = within.Labels.Skip(before).Take(domain.Length).ToList();
        Assert.InRange(labels.Zip(alone.Labels).Count(pair => pair.First == pair.Second), domain.Length - 3, domain.Length);
        Assert.All(within.Labels.Take(before - 10), label => Assert.Null(label));

        static string Repeated(int length) => string.Concat(Enumerable.Repeat(Albumin, 2))[..length];
    }

    [Theory]
    [InlineData("", "Fewer than 50")]
    [InlineData("MKVLAAGIVGLCAKAYEEAKKRG", "Fewer than 50")]
    [InlineData("EVQL-VESGG", "'-' at position 5")]
    public void Number_whatIsNoDomain_saysWhy(string sequence, string problem)
    {
        using var model = Open();
        var numbered = model.Number([sequence], Stop)[0];
        Assert.Contains(problem, numbered.Problem, StringComparison.Ordinal);
        Assert.Equal(new ImgtLabel?[sequence.Length], numbered.Labels);
    }

    [Fact]
    public void Number_again_leavesNoTensorBehind()
    {
        var sequences = Sequences()[..8];
        using var model = Open();
        model.Number(sequences, Stop);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++)
            model.Number(sequences, Stop);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Open_otherModel_listsWhatDoesNotFit()
    {
        var error = Assert.Throws<ParameterMismatchException>(() => AntibodyNumbering.Open(SharedData.File("weights", "anarcii_classifii.pt")));
        Assert.Equal(
            ["decoder.fc_out.bias is [4], not [136]", "decoder.fc_out.weight is [4, 128], not [136, 128]", "decoder.tok_embedding.weight is [4, 128], not [136, 128]", "encoder.tok_embedding.weight is [24, 128], not [25, 128]"],
            error.Faults);
    }

    /// <summary>Beside antibodies, the T-cell receptor A6 (PDB 1AO7, chains D and E).</summary>
    [Fact]
    public void Classify_antibodiesAndTCellReceptors_tellsThemApart()
    {
        using var model = ReceptorClassifier.Open(SharedData.File("weights", "anarcii_classifii.pt"));
        string[] receptors =
        [
            "KEVEQNSGPLSVPEGAIASLNCTYSDRGSQSFFWYRQYSGKSPELIMSIYSNGDKEDGRFTAQLNKASQYVSLLIRDSQPSDSATYLCAVTTDSWGKLQFGAGTQVVVTPDIQ",
            "NAGVTQTPKFQVLKTGQSMTLQCAQDMNHEYMSWYRQDPGMGLRLIHYSVGAGITDQGEVPNGYNVSRSTTEDFPLRLLSAAPSQTSVYFCASRPGLAGGRPEQYFGPGTRLTVTE",
        ];
        Assert.All(model.Classify(Sequences(), Stop), receptor => Assert.Equal(Receptor.Antibody, receptor));
        Assert.All(model.Classify(receptors, Stop), receptor => Assert.Equal(Receptor.TCellReceptor, receptor));
    }

    private static AntibodyNumbering Open() => AntibodyNumbering.Open(SharedData.File("weights", "anarcii_antibody_4_1_128_512.pt"));

    private static List<string> Sequences() =>
        [.. File.ReadAllText(SharedData.File("modelcheck", "anarcii_100_seqs.fa")).Split('>', StringSplitOptions.RemoveEmptyEntries).Select(record => string.Concat(record.Split('\n').Skip(1)).Trim())];

    /// <param name="numbering">Rows of number, insertion and residue; a dash where the domain has none.</param>
    private static ImgtLabel?[] Labels(JsonElement numbering, string sequence, int at)
    {
        var labels = new ImgtLabel?[sequence.Length];
        foreach (var row in numbering.EnumerateArray().Where(row => row[1].GetString() != "-"))
        {
            Assert.Equal($"{sequence[at]}", row[1].GetString());
            labels[at++] = new(row[0][0].GetInt32(), row[0][1].GetString()!.Trim());
        }

        return labels;
    }
}
