namespace Tsumugi.Torch.Tokens;

/// <summary>Turns one view of a gene into token ids. Every vocabulary has the same five roles.</summary>
public interface ITokenizer
{
    /// <summary>The view that it reads: <c>dna</c>, <c>protein</c> or <c>text</c>.</summary>
    string View { get; }

    int VocabularySize { get; }

    int Padding { get; }

    int Mask { get; }

    /// <summary>Ids from here on may be put in place of a masked token; the special ones come before.</summary>
    int FirstOrdinary { get; }

    /// <summary>One past the last id that may be put in place of a masked token.</summary>
    int EndOrdinary { get; }

    /// <returns>Ids with the beginning and the end marked, at most <paramref name="maxTokens"/> long.</returns>
    /// <exception cref="UnreadableItemException">When a letter means nothing; says which and where.</exception>
    int[] Encode(string item, int maxTokens);
}

/// <summary>An item that the vocabulary cannot read: what, where and how to mend it.</summary>
public sealed class UnreadableItemException(string message) : Exception(message);
