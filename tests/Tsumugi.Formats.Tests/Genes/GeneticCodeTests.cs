using System.Text;
using CsCheck;
using Tsumugi.Formats.Genes;

namespace Tsumugi.Formats.Tests.Genes;

public sealed class GeneticCodeTests
{
    private static readonly Gen<string> Dna = Gen.String[Gen.Char["ACGTRYSWKMBDHVN"], 0, 60];

    private static readonly int[] Numbers = [.. GeneticCode.Numbers];
    private static readonly Gen<int> Tables = Gen.Int[0, Numbers.Length - 1].Select(index => Numbers[index]);

    private static string Reversed(string dna)
    {
        var bases = Encoding.ASCII.GetBytes(dna);
        var other = new byte[bases.Length];
        Nucleotide.ReverseComplement(bases, other);
        return Encoding.ASCII.GetString(other);
    }

    [Fact]
    public void Nucleotide_reverse_complement_twice_is_the_same() => Dna.Sample(dna => Reversed(Reversed(dna)) == dna);

    [Fact]
    public void Nucleotide_complements_are_those_of_IUPAC() => Assert.Equal("NVHDBKMWSRYACGT", Reversed("ACGTRYSWKMVHDBN"));

    [Fact]
    public void GeneticCode_has_the_tables_NCBI_has() =>
        Assert.Equal([1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33], GeneticCode.Numbers.Order());

    [Theory]
    [InlineData("ATGAAATAA", 1, "MK*")]
    [InlineData("TTGTTGTAA", 11, "ML*")]
    [InlineData("TTGTTGTAA", 2, "LL*")]
    [InlineData("ATAATATGA", 2, "MMW")]
    [InlineData("AGAAGAAGG", 2, "***")]
    [InlineData("CTGCTG", 12, "MS")]
    [InlineData("CTGCTG", 26, "MA")]
    [InlineData("TAATAGTGA", 6, "QQ*")]
    [InlineData("TAATAGTGA", 31, "EEW")]
    [InlineData("CTNYTRTAR", 1, "LL*")]
    [InlineData("ATNNNNACN", 1, "XXT")]
    [InlineData("AUGUAA", 1, "M*")]
    [InlineData("ATGA", 1, "M")]
    public void GeneticCode_translates(string dna, int table, string protein) => Assert.Equal(protein, GeneticCode.Translate(dna, table));

    [Theory]
    [InlineData("TTGAAA", 1, true, false, "LK")]
    [InlineData("ATTGAAA", 2, false, false, "LK")]
    [InlineData("AATTGAAA", 3, false, false, "LK")]
    [InlineData("ATGGG", 1, false, true, "MG")]
    [InlineData("ATGAA", 1, false, true, "M")]
    [InlineData("ATGGG", 1, false, false, "M")]
    [InlineData("A", 3, true, true, "")]
    public void GeneticCode_partial_genes_are_read_in_their_frame(string dna, int codonStart, bool partial5, bool partial3, string protein) =>
        Assert.Equal(protein, GeneticCode.Translate(dna, 11, codonStart, partial5, partial3));

    [Fact]
    public void GeneticCode_residues_are_a_third_of_the_bases() =>
        Gen.Select(Dna, Tables).Sample((dna, table) => GeneticCode.Translate(dna, table).Length == dna.Length / 3);

    [Fact]
    public void GeneticCode_ambiguous_codon_is_what_all_its_meanings_are() =>
        Gen.Select(Tables, Gen.Char["ACGT"], Gen.Char["ACGT"]).Sample((table, first, second) =>
        {
            var meanings = "AG".Select(third => GeneticCode.Translate($"{first}{second}{third}", table, partial5: true)).Distinct().ToList();
            return GeneticCode.Translate($"{first}{second}R", table, partial5: true) == (meanings.Count == 1 ? meanings[0] : "X");
        });

    [Fact]
    public void GeneticCode_unknown_table_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => GeneticCode.Translate("ATG", 7));
}
