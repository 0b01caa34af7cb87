namespace Tsumugi.Torch.Tokens;

/// <summary>The ids of one modality. Every vocabulary has the same roles, which masked modelling needs.</summary>
public interface IVocabulary
{
    /// <summary>The modality that it reads, e.g. <c>dna</c> (codons), <c>protein</c> or <c>expression</c>.</summary>
    string View { get; }

    int VocabularySize { get; }

    int Padding { get; }

    int Mask { get; }

    /// <summary>Ids from here on may be put in place of a masked token; the special ones come before.</summary>
    int FirstOrdinary { get; }

    /// <summary>One past the last id that may be put in place of a masked token.</summary>
    int EndOrdinary { get; }

    /// <summary>How many numbers stand beside each id; 0 where ids are all.</summary>
    int Numbers => 0;

    /// <summary>Writes into a model's folder what loading needs; a vocabulary that never changes writes nothing.</summary>
    void WriteTo(string folder)
    {
    }
}
