using Tsumugi.Torch.Data;
using Tsumugi.Torch.Tokens.Cells;

namespace Tsumugi.Torch.Recipes;

/// <summary>The genes of a model of cells, as its makers number them: files in the dataset of the cells.</summary>
/// <param name="Tokens">Path of the file with each token's id, such as Geneformer's token dictionary.</param>
/// <param name="Medians">Path of the file with each gene's median, for the view <c>cell</c>; "" for views that do not weigh genes.</param>
public sealed record GenesRecipe(string Tokens, string Medians)
{
    internal static GenesRecipe Read(RecipeReader reader, string view) => new(reader.Text("tokens"), view == Views.Cell ? reader.Text("medians") : "");

    /// <param name="files">Path within the dataset → where its content lies.</param>
    /// <exception cref="UnfitDataException">A file is not there, or holds no such thing.</exception>
    /// <exception cref="Formats.InvalidFileException">A pickle holds more than numbers by name.</exception>
    public GeneVocabulary Load(IReadOnlyDictionary<string, string> files, CancellationToken ct)
    {
        IReadOnlyDictionary<string, double> Of(string path) => files.TryGetValue(path, out var content) ? GeneDictionary.Read(content, path, ct)
            : throw new UnfitDataException($"The dataset has no file {path}, which 'genes' names; it has {string.Join(", ", files.Keys.Order(StringComparer.Ordinal).Take(20))}.");
        try
        {
            return GeneVocabulary.FromDictionary(Of(Tokens), Medians.Length > 0 ? Of(Medians) : null);
        }
        catch (InvalidDataException error)
        {
            throw new UnfitDataException($"{Tokens}{(Medians.Length > 0 ? $" and {Medians}" : "")}: {error.Message}");
        }
    }
}
