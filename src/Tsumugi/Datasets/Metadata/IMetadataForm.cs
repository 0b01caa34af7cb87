namespace Tsumugi.Datasets.Metadata;

/// <summary>A standard that describes repositories; picked by its name.</summary>
public interface IMetadataForm
{
    string Name { get; }

    /// <summary>The standard as people call it, with its version.</summary>
    string Title { get; }

    string MediaType { get; }

    /// <summary>What the document is called when it is saved.</summary>
    string FileName { get; }

    /// <summary>Whether the standard describes this kind of repository.</summary>
    bool Describes(string kind);

    string Write(RepositoryFacts facts);
}
