using System.Runtime.InteropServices;

namespace Tsumugi.Torch.Tokens;

/// <summary>Molecules as SMILES, atom by atom: five special tokens, then the tokens of the training molecules in ordinal order.</summary>
/// <remarks>The tokens are those of Schwaller et al. 2019 (Molecular Transformer): a bracket atom is one, so are Br, Cl and %nn.</remarks>
public sealed class SmilesTokenizer : ITokenizer
{
    private const string Atoms = "BCNOSPFIbcnosp";
    private const string Signs = "().=#-+\\/:~@?>*$";

    /// <summary>The same tokens as a regular expression, for Hugging Face's libraries.</summary>
    private const string Pattern = @"\[[^\]]+\]|Br|Cl|[BCNOSPFIbcnosp]|[().=#\-+\\/:~@?>*$]|%[0-9]{2}|[0-9]";

    private readonly IReadOnlyList<string> _tokens;
    private readonly Dictionary<string, int> _ids;

    private SmilesTokenizer(IReadOnlyList<string> tokens)
    {
        if (!tokens.Take(SpecialTokens.Count).SequenceEqual(SpecialTokens.Names))
            throw new InvalidDataException($"A vocabulary of SMILES begins with {string.Join(", ", SpecialTokens.Names)}.");
        _tokens = tokens;
        _ids = tokens.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
    }

    public string View => "smiles";

    public int VocabularySize => _tokens.Count;

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    public int FirstOrdinary => SpecialTokens.Count;

    public int EndOrdinary => VocabularySize;

    /// <summary>The same molecules in any order give the same vocabulary.</summary>
    public static SmilesTokenizer Learn(IEnumerable<string> molecules)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var molecule in molecules)
        {
            foreach (var (start, length) in Split(molecule))
                seen.Add(molecule.Substring(start, length));
        }

        return new([.. SpecialTokens.Names, .. seen]);
    }

    public static SmilesTokenizer Load(string folder) => new(VocabularyFolder.ReadList(Path.Combine(folder, VocabularyFolder.ListFile)));

    public void WriteTo(string folder)
    {
        VocabularyFolder.WriteList(folder, _tokens);
        HuggingFaceTokenizer.Write(folder, HuggingFaceTokenizer.WordLevel(_tokens, SpecialTokens.Names, Pattern));
    }

    public TokenizedItem Tokenize(string item, int maxTokens, CoverageTally? coverage = null)
    {
        var lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var ids = new List<int>();
        foreach (var (start, length) in Split(item))
        {
            var token = item.AsSpan(start, length);
            var known = lookup.TryGetValue(token, out var id);
            ids.Add(known ? id : SpecialTokens.Unknown);
            if (known)
                coverage?.Known();
            else
                coverage?.Unknown(token);
        }

        if (ids.Count == 0)
            throw new UnreadableItemException("The SMILES is empty; give a molecule.");
        return new(SpecialTokens.Enclose(CollectionsMarshal.AsSpan(ids), maxTokens));
    }

    /// <summary>The SMILES of ids; special tokens stand for nothing.</summary>
    public string Decode(IEnumerable<int> ids) => string.Concat(ids.Where(id => id >= SpecialTokens.Count).Select(id => _tokens[id]));

    /// <summary>Tokens as start and length; white space around the molecule is no part of it.</summary>
    private static IEnumerable<(int Start, int Length)> Split(string item)
    {
        var end = item.TrimEnd().Length;
        for (var at = item.Length - item.TrimStart().Length; at < end;)
        {
            var length = Length(item, at, end);
            yield return (at, length);
            at += length;
        }
    }

    private static int Length(string item, int at, int end)
    {
        var (sign, next) = (item[at], at + 1 < end ? item[at + 1] : '\0');
        if (sign == '[')
        {
            var close = item.IndexOf(']', at, end - at);
            return close > at + 1 ? close - at + 1 : throw new UnreadableItemException($"The bracket at position {at + 1} is empty or not closed; write the atom as in [NH4+].");
        }

        if (sign == '%')
            return char.IsAsciiDigit(next) && at + 2 < end && char.IsAsciiDigit(item[at + 2]) ? 3 : throw new UnreadableItemException($"'%' at position {at + 1} is not followed by two digits of a ring closure.");
        if ((sign, next) is ('B', 'r') or ('C', 'l'))
            return 2;
        return Atoms.Contains(sign, StringComparison.Ordinal) || Signs.Contains(sign, StringComparison.Ordinal) || char.IsAsciiDigit(sign)
            ? 1
            : throw new UnreadableItemException($"'{sign}' at position {at + 1} is no SMILES; atoms other than B, C, N, O, S, P, F, Cl, Br and I stand in brackets.");
    }
}
