using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Tsumugi.Tests;

public sealed class ArrowsTests
{
    [Fact]
    public void No_room_uses_a_room_to_its_right()
    {
        var files = Sources();
        Assert.True(files.Count > 100);
        Assert.Empty(Arrows.Faults(files));
    }

    [Fact]
    public void Every_folder_of_the_hub_is_a_room_with_a_place() =>
        Assert.Empty(Sources().Select(file => file.Room).OfType<string>().Except(Arrows.Rooms));

    [Theory]
    [InlineData("Datasets/A.cs", "using Tsumugi.Models;")]
    [InlineData("Datasets/A.cs", "using static Tsumugi.Models.Card;")]
    [InlineData("Datasets/A.cs", "using Card = Tsumugi.Models.Card;")]
    [InlineData("Datasets/A.cs", "var x = new global::Tsumugi.Models.Card();")]
    [InlineData("Datasets/A.cs", "var x = new Models.Card();")]
    [InlineData("Datasets/Pages/A.razor", "@using Tsumugi.Models")]
    [InlineData("Datasets/Pages/A.razor", "<Tsumugi.Models.Card />")]
    [InlineData("Datasets/A.cs", "using Tsumugi.Compute;")]
    [InlineData("Thread/A.cs", "using Tsumugi.Institutions;")]
    [InlineData("Institutions/A.cs", "using Tsumugi.Ethics;")]
    [InlineData("Projects/A.cs", "using Tsumugi.Talent;")]
    [InlineData("Talent/A.cs", "using Tsumugi.Instruments;")]
    [InlineData("Instruments/A.cs", "using Tsumugi.Datasets;")]
    [InlineData("Evaluation/A.cs", "using Tsumugi.Federation;")]
    [InlineData("Hub/Content/A.cs", "using Tsumugi.Thread;")]
    [InlineData("Hub/Storage/A.cs", "using Tsumugi.Institutions;")]
    [InlineData("Ui/A.cs", "using Tsumugi.Institutions;")]
    [InlineData("Models/A.cs", "using Tsumugi.Torch;")]
    [InlineData("_Imports.razor", "@using Tsumugi.Datasets")]
    [InlineData("Attic/A.cs", "using Tsumugi.Hub;")]
    public void An_arrow_to_the_right_is_found(string path, string text) =>
        Assert.StartsWith($"{path} uses ", Assert.Single(Arrows.Faults([Card, new(path, text)])), StringComparison.Ordinal);

    [Theory]
    [InlineData("Models/A.cs", "using Tsumugi.Datasets; using Tsumugi.Hub.Language; using Tsumugi.Ui; using Tsumugi.Client.Models;")]
    [InlineData("Compute/A.cs", "using Tsumugi.Datasets;")]
    [InlineData("Instruments/A.cs", "using Tsumugi.Projects; using Tsumugi.Talent.Courses;")]
    [InlineData("Datasets/A.cs", "// as Tsumugi.Models does it\n/* Tsumugi.Models */ var address = \"https://example.org\";")]
    [InlineData("Datasets/A.cs", "var count = Models.Count; var card = page.Models.Card; using Tsumugi.Client.Models;")]
    [InlineData("Hub/Storage/A.cs", "using Tsumugi.Thread;")]
    [InlineData("Ui/A.razor", "@using Tsumugi.Ethics\n@* Tsumugi.Models *@")]
    [InlineData("HubApplication.cs", "using Tsumugi.Models;")]
    public void An_arrow_to_the_left_is_fine(string path, string text) => Assert.Empty(Arrows.Faults([Card, new(path, text)]));

    [Theory]
    [InlineData("Tsumugi")]
    [InlineData("Tsumugi.Web")]
    [InlineData("Tsumugi.Client")]
    [InlineData("Tsumugi.Formats")]
    [InlineData("Tsumugi.Cli")]
    public void Only_the_worker_reaches_the_engine(string project) => Assert.DoesNotContain("Tsumugi.Torch", Reached(project));

    [Fact]
    public void The_worker_reaches_the_engine() => Assert.Contains("Tsumugi.Torch", Reached("Tsumugi.Worker"));

    [Fact]
    public void Clients_and_formats_do_not_reach_the_hub() =>
        Assert.DoesNotContain("Tsumugi", Reached("Tsumugi.Client").Concat(Reached("Tsumugi.Formats")).Concat(Reached("Tsumugi.Torch")));

    private static SourceFile Card { get; } = new("Models/Card.cs", "public sealed record Card;");

    /// <summary>Projects referenced, and those that they reference; a program only started as a child is not one of them.</summary>
    private static HashSet<string> Reached(string project)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([project]);
        while (open.TryPop(out var next))
        {
            var file = XDocument.Load(Path.Combine(Src(), next, $"{next}.csproj"));
            foreach (var reference in file.Descendants("ProjectReference").Where(one => (string?)one.Attribute("ReferenceOutputAssembly") != "false"))
            {
                var name = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));
                if (reached.Add(name))
                    open.Push(name);
            }
        }

        return reached;
    }

    // Migrations are generated, and name every room's records.
    private static List<SourceFile> Sources()
    {
        var root = Path.Combine(Src(), "Tsumugi");
        return
        [
            .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) is ".cs" or ".razor")
                .Select(path => new SourceFile(Path.GetRelativePath(root, path).Replace('\\', '/'), File.ReadAllText(path)))
                .Where(file => !file.Path.StartsWith("Hub/Storage/Migrations/", StringComparison.Ordinal)),
        ];
    }

    private static string Src([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../src"));
}
