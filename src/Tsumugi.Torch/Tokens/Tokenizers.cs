using Tsumugi.Torch.Tokens.Cells;
using Tsumugi.Torch.Tokens.Images;
using Tsumugi.Torch.Tokens.Records;

namespace Tsumugi.Torch.Tokens;

/// <summary>The tokenizers of texts by the view that they read.</summary>
public static class Tokenizers
{
    private const string Known = "dna, protein, nucleotide, kmer, smiles, text, bytes and wordpiece";

    /// <param name="texts">Training items; text, bytes and smiles learn their vocabulary from them.</param>
    public static ITokenizer Make(string view, IEnumerable<string> texts, int vocabulary) => view switch
    {
        "dna" => new CodonTokenizer(),
        "protein" => new ProteinTokenizer(),
        "nucleotide" => new NucleotideTokenizer(),
        "smiles" => SmilesTokenizer.Learn(texts),
        "text" => TextTokenizer.Learn(texts, vocabulary),
        "bytes" => ByteLevelTokenizer.Learn(texts, vocabulary),
        "kmer" or "wordpiece" => throw new ArgumentException($"The view '{view}' is not learned: it is made from its own settings.", nameof(view)),
        _ => throw new ArgumentException($"There is no view '{view}'; there are {Known}.", nameof(view)),
    };

    /// <param name="folder">A model's folder, from which a vocabulary that was learned or chosen is read.</param>
    /// <exception cref="InvalidDataException">There is no such view, or the folder lacks the vocabulary or holds another one.</exception>
    public static ITokenizer Load(string view, string folder) => view switch
    {
        "text" => TextTokenizer.Load(folder),
        "bytes" => ByteLevelTokenizer.Load(folder),
        "kmer" => KmerTokenizer.Load(folder),
        "smiles" => SmilesTokenizer.Load(folder),
        "wordpiece" => WordPieceTokenizer.Load(folder),
        "dna" or "protein" or "nucleotide" => Make(view, [], 0),
        _ => throw new InvalidDataException($"The model is of the view '{view}', which nothing here reads; known are {Known}."),
    };

    /// <summary>The vocabulary of a model of any view, whether it reads texts or not.</summary>
    /// <inheritdoc cref="Load"/>
    public static IVocabulary LoadAny(string view, string folder) => view switch
    {
        "cell" => new RankValueTokenizer(GeneVocabulary.Load(folder)),
        "value-bins" => new ValueBinTokenizer(GeneVocabulary.Load(folder)),
        "counts" => new CountTokenizer(GeneVocabulary.Load(folder)),
        "image" => PatchTokenizer.Load(folder),
        "record" => RecordTokenizer.Load(folder),
        _ => Load(view, folder),
    };

    /// <returns>What coverage counts in items of a view.</returns>
    public static string Symbols(string view) => view switch
    {
        "dna" => "codons",
        "protein" => "residues",
        "nucleotide" => "bases",
        "kmer" => "words of bases",
        "smiles" => "tokens of SMILES",
        "wordpiece" => "words",
        "cell" or "value-bins" or "counts" => "expressed genes",
        "image" => "patches",
        "record" => "values",
        _ => "tokens",
    };

    /// <returns>Ids with the beginning and the end marked, at most <paramref name="maxTokens"/> long.</returns>
    /// <exception cref="UnreadableItemException">When a letter means nothing; says which and where.</exception>
    public static int[] Encode(this ITokenizer<string> tokenizer, string item, int maxTokens) => tokenizer.Tokenize(item, maxTokens).Ids;
}
