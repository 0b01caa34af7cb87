namespace Tsumugi.Torch.Tokens;

/// <summary>Turns an item of one modality into what a model takes in.</summary>
/// <typeparam name="TItem">A text, a cell, an image, a person's record …</typeparam>
public interface ITokenizer<in TItem> : IVocabulary where TItem : allows ref struct
{
    /// <param name="maxTokens">Ids at most, with the marks of beginning and end; longer items are cut, but read to their end.</param>
    /// <param name="coverage">Told each symbol and whether the vocabulary has it.</param>
    /// <exception cref="UnreadableItemException">When a letter or value means nothing; says which and where.</exception>
    TokenizedItem Tokenize(TItem item, int maxTokens, CoverageTally? coverage = null);
}

/// <summary>Reads items that are texts: sequences, SMILES, words.</summary>
public interface ITokenizer : ITokenizer<string>;

/// <summary>An item that the vocabulary cannot read: what, where and how to mend it.</summary>
public sealed class UnreadableItemException(string message) : Exception(message);
