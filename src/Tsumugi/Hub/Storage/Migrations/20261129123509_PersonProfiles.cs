using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class PersonProfiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Career",
                table: "person",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Erad",
                table: "person",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Orcid",
                table: "person",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_person_Erad",
                table: "person",
                column: "Erad",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_person_Orcid",
                table: "person",
                column: "Orcid",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_person_Erad",
                table: "person");

            migrationBuilder.DropIndex(
                name: "IX_person_Orcid",
                table: "person");

            migrationBuilder.DropColumn(
                name: "Career",
                table: "person");

            migrationBuilder.DropColumn(
                name: "Erad",
                table: "person");

            migrationBuilder.DropColumn(
                name: "Orcid",
                table: "person");
        }
    }
}
