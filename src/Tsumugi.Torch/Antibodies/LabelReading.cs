using Tsumugi.Torch.EncoderDecoder;

namespace Tsumugi.Torch.Antibodies;

/// <summary>Turns what the model wrote into labels of residues, as ANARCII does.</summary>
/// <remarks>The first token names the chain, the next ones belong to one residue each.</remarks>
internal static class LabelReading
{
    private const int LeastNumbered = 50;

    public static NumberedSequence Read(string sequence, WrittenSequence written)
    {
        var end = Array.IndexOf(written.Tokens, NumberingTokens.End);
        var named = Math.Min(end < 0 ? int.MaxValue : end, sequence.Length + 1); // the chain and the residues that the model came to
        var score = Score(written, named);
        if (score is not { } mean)
            return NumberedSequence.Refused(sequence, $"Fewer than {LeastNumbered} residues were numbered.");
        if (mean < AntibodyNumbering.LeastScore)
            return NumberedSequence.Refused(sequence, $"Its score is below {AntibodyNumbering.LeastScore}: this is hardly the variable domain of an antibody.", mean);
        var labels = new ImgtLabel?[sequence.Length];
        var problem = Number(written.Tokens.AsSpan(1, named - 1), labels);
        if (problem is not null)
            return NumberedSequence.Refused(sequence, problem, mean);
        var chain = NumberingTokens.Chain(written.Tokens[0]);
        CompleteEnd(labels, named - 1, chain == 'H' ? 128 : 127);
        CompleteStart(labels);
        return new() { Chain = chain, Score = mean, Labels = labels };
    }

    /// <summary>The makers' cut-off is set on this mean: each numbered residue counts with the logit of the step after its own.</summary>
    private static double? Score(WrittenSequence written, int named)
    {
        var counted = Enumerable.Range(0, named).Where(at => NumberingTokens.Number(written.Tokens[at]) is not null || NumberingTokens.Chain(written.Tokens[at]) is not null).ToList();
        return counted.Count < LeastNumbered ? null : counted.Average(at => (double)written.Logits[at + 1]);
    }

    /// <param name="tokens">Of the first residues; beyond, the model was silent.</param>
    /// <returns>What is wrong with them; null when nothing is.</returns>
    private static string? Number(ReadOnlySpan<int> tokens, ImgtLabel?[] labels)
    {
        var start = tokens.IndexOfAnyExcept(NumberingTokens.Skip);
        if (start < 0)
            return "No residue was numbered.";
        var inserted = 0;
        for (var i = start; i < tokens.Length && tokens[i] != NumberingTokens.Skip; i++)
        {
            if (tokens[i] == NumberingTokens.Inserted)
            {
                inserted++;
                continue;
            }

            if (NumberingTokens.Number(tokens[i]) is not { } number)
                return $"The model wrote something other than a number at position {i + 1}.";
            if (inserted > 0)
            {
                var before = i - inserted > start ? NumberingTokens.Number(tokens[i - inserted - 1]) : null;
                if (before is null || ImgtInsertions.Labels(inserted, before.Value, number) is not { } between)
                    return $"The model inserted {inserted} residues before position {i + 1}, where the numbering has no room for them.";
                for (var k = 0; k < inserted; k++)
                    labels[i - inserted + k] = between[k];
                inserted = 0;
            }

            labels[i] = new(number);
        }

        var twice = labels.OfType<ImgtLabel>().GroupBy(label => label).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? null : $"The model gave {twice.Key} to {twice.Count()} residues.";
    }

    /// <summary>The model may stop a few residues before the domain does.</summary>
    private static void CompleteEnd(ImgtLabel?[] labels, int named, int last)
    {
        if (named >= labels.Length || labels[named - 1] is not { Insertion: "", Number: > 119 and var number })
            return;
        for (var i = named; i < labels.Length && number < last; i++)
            labels[i] = new(++number);
    }

    /// <summary>The model may pass over the first residues of a domain whose number 1 is near.</summary>
    private static void CompleteStart(ImgtLabel?[] labels)
    {
        var start = Array.FindIndex(labels, label => label is not null);
        var number = labels[start]!.Value.Number;
        for (var i = start - 1; i >= 0 && number is > 1 and < 9; i--)
            labels[i] = new(--number);
    }
}
