namespace Tsumugi.Torch.Tokens;

/// <summary>The tokenizers by the view that they read.</summary>
public static class Tokenizers
{
    public const string VocabularyFile = "vocabulary.json";

    /// <param name="texts">Training items; only text learns its vocabulary from them.</param>
    public static ITokenizer Make(string view, IEnumerable<string> texts, int vocabulary) => view switch
    {
        "dna" => new CodonTokenizer(),
        "protein" => new ProteinTokenizer(),
        "text" => TextTokenizer.Learn(texts, vocabulary),
        _ => throw new ArgumentException($"There is no view '{view}'; there are dna, protein and text.", nameof(view)),
    };

    /// <param name="folder">A model's folder; text reads its vocabulary from it.</param>
    public static ITokenizer Load(string view, string folder) =>
        view == "text" ? TextTokenizer.Load(Path.Combine(folder, VocabularyFile)) : Make(view, [], 0);
}
