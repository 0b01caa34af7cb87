using System.Globalization;
using System.Text;

namespace Tsumugi.Formats.Genes;

/// <summary>Compares the stated protein with what the table makes of the bases. Pure: the same CDS, the same finding.</summary>
internal static class TranslationCheck
{
    /// <summary>Positions named in words; the rest are counted.</summary>
    private const int MaxNamed = 10;

    /// <param name="Differs">The proteins differ, or could not be compared.</param>
    /// <param name="MissingStop">The end is complete and the last codon is no stop; alone this is no difference.</param>
    /// <param name="AlternativeStart">A start of the table other than a codon for methionine begins the protein with M.</param>
    public readonly record struct Finding(bool Differs, bool MissingStop, bool AlternativeStart, IReadOnlyList<DifferenceReason> Reasons, string Words);

    /// <param name="scratch">Room for the translation: a third of the bases and one more.</param>
    public static Finding Of(in CodingSequence cds, Span<byte> scratch)
    {
        if (GeneticCode.Find(cds.Table) is not { } code)
            return new(true, false, false, [DifferenceReason.UnknownTable], $"NCBI has no translation table {cds.Table}.");
        var length = TranslationException.Apply(cds.Exceptions, scratch, code.Translate(cds.Bases, cds.Frame, scratch));
        var translated = (ReadOnlySpan<byte>)scratch[..length];
        var stopped = EndsWithStop(code, cds, translated);
        if (translated is [.., (byte)'*'])
            translated = translated[..^1];
        else if (stopped && translated.Length > cds.Protein.Length)
            translated = translated[..^1];
        var missingStop = !stopped && !cds.Frame.Partial3;
        return translated.SequenceEqual(cds.Protein)
            ? new(false, missingStop, StartsOtherwise(code, cds), [], "")
            : Explain(code, cds, translated, missingStop) with { AlternativeStart = StartsOtherwise(code, cds) };
    }

    /// <summary>In codes where a stop is also an amino acid, the last codon of a complete gene is the stop.</summary>
    private static bool EndsWithStop(GeneticCode code, in CodingSequence cds, ReadOnlySpan<byte> translated) =>
        translated is [.., (byte)'*'] || (code.StopsByPlace && !cds.Frame.Partial3 && cds.Coding.Length >= 3 && code.IsStop(cds.Coding[^3..]));

    private static bool StartsOtherwise(GeneticCode code, in CodingSequence cds) =>
        cds.Frame.HasStart && cds.Coding.Length >= 3 && code.IsStart(cds.Coding) && code.AminoAcid(cds.Coding) != 'M';

    private static Finding Explain(GeneticCode code, in CodingSequence cds, ReadOnlySpan<byte> translated, bool missingStop)
    {
        var finding = new Explanation();
        if (cds.Declared)
            finding.Add(DifferenceReason.DeclaredException, "The record declares an exception to the rules of translation.");
        if (cds.Coding.Length % 3 != 0 && !cds.Frame.Partial3)
            finding.Add(DifferenceReason.LengthNotMultipleOfThree, $"{cds.Coding.Length} bases are no whole number of codons.");
        if (missingStop)
            finding.Add(DifferenceReason.MissingStop, "The last codon is no stop.");
        var start = ExplainStart(code, cds, translated, finding);
        ExplainStops(cds, translated, finding);
        if (cds.Slips && translated.Length != cds.Protein.Length)
            finding.Add(DifferenceReason.FrameshiftJoin, $"The location joins parts out of frame, and the joined bases give {translated.Length} residues instead of {cds.Protein.Length}.");
        else if (translated.Length != cds.Protein.Length)
            finding.Add(DifferenceReason.DifferentLength, $"The bases give {translated.Length} residues, the record states {cds.Protein.Length}; {Agreement(translated, cds.Protein)}.");
        else
            ExplainResidues(cds, translated, start, finding);
        return new(true, missingStop, false, finding.Reasons, finding.Words);
    }

    /// <summary>1 when the first residue is explained, else 0.</summary>
    private static int ExplainStart(GeneticCode code, in CodingSequence cds, ReadOnlySpan<byte> translated, Explanation finding)
    {
        if (cds.Protein is not [(byte)'M', ..] || translated is [] or [(byte)'M', ..])
            return 0;
        var codon = Encoding.ASCII.GetString(cds.Coding[..3]);
        if (cds.Frame.HasStart)
            finding.Add(DifferenceReason.StartCodonNotInTable, $"The first codon {codon} is no start of table {code.Number}, yet the protein begins with M.");
        else
            finding.Add(DifferenceReason.StartCodonOfPartialGene, $"The start is marked as lying outside, where {codon} is {(char)translated[0]}, yet the protein begins with M.");
        return 1;
    }

    private static void ExplainStops(in CodingSequence cds, ReadOnlySpan<byte> translated, Explanation finding)
    {
        var (stops, rare) = (new List<int>(), new List<int>());
        for (var i = 0; i < translated.Length; i++)
        {
            if (translated[i] == '*')
                (i < cds.Protein.Length && cds.Protein[i] is (byte)'U' or (byte)'O' ? rare : stops).Add(i + 1);
        }
        if (rare.Count > 0)
            finding.Add(DifferenceReason.UndeclaredSelenocysteine, $"The protein has U or O at stop codons {Named(rare)}, without /transl_except.");
        if (stops.Count > 0)
            finding.Add(DifferenceReason.InternalStop, $"Stop codons lie within, at residues {Named(stops)}.");
    }

    private static void ExplainResidues(in CodingSequence cds, ReadOnlySpan<byte> translated, int start, Explanation finding)
    {
        var (open, other) = (new List<int>(), new List<int>());
        for (var i = start; i < translated.Length; i++)
        {
            if (translated[i] != cds.Protein[i] && translated[i] != '*')
                (translated[i] == 'X' ? open : other).Add(i + 1);
        }
        if (open.Count > 0)
            finding.Add(DifferenceReason.AmbiguousBase, $"Ambiguous bases leave residues {Named(open)} open.");
        if (other.Count > 0)
            finding.Add(DifferenceReason.DifferentResidues, $"Other residues at {Named(other)} (bases give {Letters(translated, other)}, record states {Letters(cds.Protein, other)}).");
    }

    private static string Agreement(ReadOnlySpan<byte> translated, ReadOnlySpan<byte> stated)
    {
        var (head, tail) = (translated.CommonPrefixLength(stated), 0);
        while (tail < Math.Min(translated.Length, stated.Length) && translated[^(tail + 1)] == stated[^(tail + 1)])
            tail++;
        return $"the first {head} and the last {tail} agree";
    }

    private static string Named(List<int> positions) =>
        string.Join(", ", positions.Take(MaxNamed).Select(at => at.ToString(CultureInfo.InvariantCulture)))
        + (positions.Count > MaxNamed ? $" and {positions.Count - MaxNamed} more" : "");

    private static string Letters(ReadOnlySpan<byte> protein, List<int> positions)
    {
        var letters = new StringBuilder();
        foreach (var at in positions.Take(MaxNamed))
            letters.Append((char)protein[at - 1]);
        return letters.ToString();
    }

    private sealed class Explanation
    {
        private readonly StringBuilder _words = new();

        public List<DifferenceReason> Reasons { get; } = [];

        public string Words => _words.ToString();

        public void Add(DifferenceReason reason, string words)
        {
            Reasons.Add(reason);
            _words.Append(_words.Length > 0 ? " " : "").Append(words);
        }
    }
}
