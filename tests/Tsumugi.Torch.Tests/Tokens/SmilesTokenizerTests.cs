using System.Text.RegularExpressions;
using Tsumugi.Formats.Tabular;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Tests.Tokens;

public sealed partial class SmilesTokenizerTests
{
    [Theory]
    [InlineData("molecule/delaney-processed.csv")]
    [InlineData("molecule/tox21.csv.gz")]
    public async Task Smiles_realMolecules_areSplitAsInTheLiterature(string name)
    {
        var stop = TestContext.Current.CancellationToken;
        var table = await TabularFile.OpenAsync(SharedData.File(name), ct: stop);
        var molecules = await table.TextsAsync("smiles", stop).Select(text => text!).ToListAsync(stop);
        var tokenizer = SmilesTokenizer.Learn(molecules);
        using var folder = new Folder();
        tokenizer.WriteTo(folder.Path);
        var loaded = Tokenizers.Load("smiles", folder.Path);
        var tally = new CoverageTally("SMILES tokens");
        foreach (var molecule in molecules)
        {
            var ids = tokenizer.Tokenize(molecule, 10_000, tally).Ids;
            Assert.Equal(Literature().Count(molecule), ids.Length - 2);
            Assert.Equal(molecule.Trim(), tokenizer.Decode(ids));
            Assert.Equal(ids, loaded.Encode(molecule, 10_000));
        }

        Assert.Equal(1, tally.Result().Share);
    }

    [Theory]
    [InlineData("CC[N", "bracket at position 3")]
    [InlineData("C%1", "'%' at position 2")]
    [InlineData("CXC", "'X' at position 2")]
    [InlineData(" ", "empty")]
    public void Smiles_thatAreNone_areRefusedWithTheirPlace(string smiles, string said) =>
        Assert.Contains(said, Assert.Throws<UnreadableItemException>(() => SmilesTokenizer.Learn(["CCO"]).Encode(smiles, 50)).Message, StringComparison.Ordinal);

    [Fact]
    public void Smiles_unseenAtom_isUnknownAndTold()
    {
        var tally = new CoverageTally("SMILES tokens");
        Assert.Equal([0, 5, 3, 6, 2], SmilesTokenizer.Learn(["CO"]).Tokenize("C[Se]O", 50, tally).Ids);
        Assert.Equal("[Se]", tally.Result().Worst.Single().Symbol);
    }

    /// <summary>Schwaller et al. 2019.</summary>
    [GeneratedRegex(@"\[[^\]]+]|Br?|Cl?|N|O|S|P|F|I|b|c|n|o|s|p|\(|\)|\.|=|#|-|\+|\\|\/|:|~|@|\?|>|\*|\$|\%[0-9]{2}|[0-9]")]
    private static partial Regex Literature();
}
