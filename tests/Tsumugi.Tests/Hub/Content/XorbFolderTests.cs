using Tsumugi.Hub;
using Tsumugi.Hub.Content;

namespace Tsumugi.Tests.Hub.Content;

/// <summary>The folder as an object store.</summary>
public sealed class XorbFolderTests : XorbFilesCompliance
{
    protected override IXorbFiles Make() =>
        new XorbFolder(new HubOptions { DataFolder = Path.Combine(Folder, "hub"), WorkerPath = "", RecipeFolder = "" });
}
